/** `ready-stream` with one operator. */
import { readyStream } from '../support/ready-stream-workload.ts'

export const workload = readyStream('ready-stream-1', 'one map over items that are there, summed', 1)
