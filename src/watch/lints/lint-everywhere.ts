/** `lintEverywhere()`: lints for the runtimes that a program makes by itself, such as the one inside the free `blockOn`. */
import '../../future/symbols.ts'
import { observeNewRuntimes } from '../../runtime/new-runtimes.ts'
import { fanOut } from '../../runtime/fan-out.ts'
import type { Finding } from './finding.ts'
import { lint, print, type LintOptions, type Lints } from './lints.ts'

/** See {@link lintEverywhere}. Disposing it leaves runtimes that are made later unobserved; those made so far go on. */
export class LintsEverywhere implements Disposable {
  /** Findings of all runtimes, in order. */
  readonly findings: Finding[]
  private readonly options: LintOptions
  private readonly guard: Disposable

  constructor(options: LintOptions) {
    this.findings = []
    this.options = options
    this.guard = observeNewRuntimes((_name, wanted) => (wanted === undefined ? this.more() : fanOut(wanted, this.more())))
  }

  /** Lints for one more runtime. */
  private more(): Lints {
    const { onFinding: tell = print } = this.options
    return lint({
      ...this.options,
      onFinding: finding => {
        this.findings.push(finding)
        tell(finding)
      },
    })
  }

  [Symbol.dispose](): void {
    this.guard[Symbol.dispose]()
  }
}

/**
 * From now on every runtime that is made on this thread runs under lints, each under its own: also the one inside the free
 * `blockOn`, which can be handed no observer. (One that is there already: `runtime.observe(lint())`.) An observer that the runtime has besides is told as before.
 *
 * Rust: no counterpart; `console_subscriber::init()` is as global.
 *
 * @throws RangeError as `lint` does.
 * @example
 * using everywhere = lintEverywhere()
 * blockOn(main())
 * everywhere.findings // []
 */
export function lintEverywhere(options: LintOptions = {}): LintsEverywhere {
  // Read once: `allow` may be an iterator. Looked at now, rather than in a runtime's constructor.
  const kept = { ...options, allow: [...(options.allow ?? [])] }
  lint(kept)
  return new LintsEverywhere(kept)
}
