/** Failures that are known, each with its reason; `docs/guides/where-it-runs.md` says what they mean to a program. */

/** @typedef {{ engine: string, file: string, title: string, why: string, isLeftOut?: boolean }} Known */

/** @type {readonly Known[]} */
const KNOWN = [
  ...['bun', 'deno'].flatMap(engine => [
    {
      engine,
      file: 'test/contract/blocking-jobs.test.ts',
      title: 'a thread without memory is seen by a parked executor',
      why: 'the engine ignores resourceLimits or does not tell that a worker has run out of memory, so the job fills the machine or is waited for without end',
      isLeftOut: true,
    },
    {
      engine,
      file: 'test/contract/blocking-jobs.test.ts',
      title: 'what it loads is loaded in workers too',
      why: '--import in NODE_OPTIONS is Node’s',
    },
    {
      engine,
      file: 'test/contract/blocking-jobs.test.ts',
      title: 'what fails in a worker alone fails the job',
      why: '--import in NODE_OPTIONS is Node’s',
    },
  ]),
  { engine: 'bun', file: 'test/interop/guide.test.ts', title: 'program 8', why: 'console.log breaks lists into lines otherwise' },
  ...['a TCP server answers within some slices', 'a second busy runtime takes slices from the first'].map(title => ({
    engine: 'deno',
    file: 'test/contract/host-loop-fairness.test.ts',
    title,
    why: 'sockets and files come after 41 to 122 turns of setImmediate instead of 20',
  })),
]

/** Why a test fails on an engine, or null if it ought not to. A title in the table may be a part of one. */
export function whyKnown(engine, file, title) {
  return KNOWN.find(row => row.engine === engine && row.file === file && title.includes(row.title))?.why ?? null
}

/** The tests of `file` that are not even begun on an engine, because they would take the others with them. */
export function leftOut(engine, file) {
  return KNOWN.filter(row => row.isLeftOut === true && row.engine === engine && row.file === file)
}
