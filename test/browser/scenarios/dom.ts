/**
 * What scenarios ask of a page. A shape of its own: with the DOM's library in the compiler's view, the sources could name a
 * `document` too.
 */
interface PageElement {
  textContent: string | null
  addEventListener(type: string, listener: () => void): void
  append(child: PageElement): void
  remove(): void
}

export interface PageWorker {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'error', listener: (event: { readonly message: string }) => void): void
  terminate(): void
}

interface Dom {
  readonly crossOriginIsolated: boolean
  readonly document: { readonly body: PageElement; createElement(tag: string): PageElement }
  readonly Worker: new (url: URL, options: { type: 'module' }) => PageWorker
  requestAnimationFrame(frame: () => void): number
  addEventListener(type: 'unhandledrejection', listener: () => void): void
}

/** The globals of the page. */
export const dom = globalThis as unknown as Dom

/** The page's next frame. */
export const frame = (): Promise<void> => new Promise(shown => { dom.requestAnimationFrame(shown) })

/** Some frames later: whatever was on its way has come. */
export async function frames(count: number): Promise<void> {
  for (let shown = 0; shown < count; shown++) await frame()
}
