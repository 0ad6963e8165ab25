/**
 * Where bytes wait for the system. A write that the system takes at once, as nearly all are, gives its stage back before it returns, so
 * one stage serves all sockets; one that has to wait keeps it. So memory goes with the writes that are stuck, not with the sockets.
 */
import { STAGE } from '../io-host.ts'

/** Kept for the next ones; a burst of stuck writes leaves no more than a megabyte behind. */
const MOST_IDLE = 16

const idle: Uint8Array[] = []

export function takeStage(): Uint8Array {
  return idle.pop() ?? new Uint8Array(STAGE)
}

export function giveStage(stage: Uint8Array): void {
  if (idle.length < MOST_IDLE) idle.push(stage)
}
