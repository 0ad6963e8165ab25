/**
 * The site that the pages are on: `src` and the scenarios, compiled to the plain modules that the package has, on a server
 * of this process. Each address is there twice: as it is, and below `/isolated`, with the headers by which a page gets shared
 * memory.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
const SCENARIOS = 'test/browser/scenarios'

const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }
const DOCTYPE = '<!doctype html><meta charset="utf-8">'

/** What a fetch of `/answer` gives. */
export const ANSWER = 'forty-two'

export class BrowserSite {
  /** `http://…`, without a slash at the end. */
  readonly origin: string
  private readonly folder: string
  private readonly server: Server
  private readonly pages: Map<string, string>

  private constructor(folder: string, server: Server, pages: Map<string, string>) {
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    this.folder = folder
    this.server = server
    this.pages = pages
  }

  /** @throws Error with the compiler's output, if it has any. */
  static async open(): Promise<BrowserSite> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pollux-site-')))
    try {
      compileInto(folder)
      const pages = new Map([['/', DOCTYPE]])
      const server = createServer((request, response) => answer(response, request.url ?? '/', folder, pages))
      await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
      return new BrowserSite(folder, server, pages)
    } catch (error) {
      rmSync(folder, { recursive: true, force: true })
      throw error
    }
  }

  /** Puts another page on the site, beside the empty one at `/`. */
  publish(path: string, html: string): void {
    this.pages.set(path, DOCTYPE + html)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise(done => this.server.close(done))
    this.server.closeAllConnections()
    await closed
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Types are checked elsewhere. */
function compileInto(folder: string): void {
  const onlyCode = { noCheck: true, types: [], declaration: false, declarationMap: false, sourceMap: false }
  const config = join(folder, 'tsconfig.json')
  const include = ['src', SCENARIOS].map(path => join(root, path))
  const compilerOptions = { ...onlyCode, rootDir: root, outDir: folder }
  writeFileSync(config, JSON.stringify({ extends: join(root, 'tsconfig.build.json'), compilerOptions, include }))
  const { status, stdout, stderr } = spawnSync(process.execPath, [TSC, '-p', config], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the site does not compile:\n${stdout}${stderr}`)
  // What is no TypeScript goes as it is: where a worker begins.
  for (const path of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.mjs')) copyFileSync(join(root, 'src', path), join(folder, 'src', path))
  }
}

function answer(response: ServerResponse, url: string, folder: string, pages: ReadonlyMap<string, string>): void {
  const [, isolated, path] = /^(\/isolated)?(\/.*)?$/.exec(new URL(url, 'http://localhost').pathname) ?? []
  const headers = isolated === undefined ? {} : ISOLATED
  const found = contentOf(path ?? '/', folder, pages)
  if (found === null) response.writeHead(404).end()
  else response.writeHead(200, { ...headers, 'content-type': found.type, 'cache-control': found.cache }).end(found.body)
}

interface Content {
  readonly type: string
  readonly cache: string
  readonly body: string
}

function contentOf(path: string, folder: string, pages: ReadonlyMap<string, string>): Content | null {
  const html = pages.get(path)
  if (html !== undefined) return { type: 'text/html', cache: 'no-store', body: html }
  if (path === '/favicon.ico') return { type: 'image/png', cache: 'max-age=3600', body: '' }
  if (path === '/answer') return { type: 'text/plain', cache: 'no-store', body: ANSWER }
  // As in a project that has installed the package.
  const file = normalize(join(folder, path.replace(/^\/node_modules\/pollux\/dist\//, '/src/')))
  if (!file.startsWith(folder + sep) || !/\.m?js$/.test(file)) return null
  try {
    return { type: 'text/javascript', cache: 'max-age=3600', body: readFileSync(file, 'utf8') }
  } catch {
    return null
  }
}
