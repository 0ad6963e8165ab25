import { ParkThread } from '../../src/index.ts'

/** `parkThread` that writes down each source that comes or goes, and how many host sources there are. */
export class SourceDriver extends ParkThread {
  readonly trace: string[] = []
  host = 0

  override external(delta: 1 | -1, kind: 'thread' | 'host'): void {
    super.external(delta, kind)
    this.trace.push(`${delta > 0 ? '+' : '-'}${kind}`)
    if (kind === 'host') this.host += delta
  }
}
