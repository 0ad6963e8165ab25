/** `ready-stream` with no operator: what the stream itself costs. */
import { readyStream } from '../support/ready-stream-workload.ts'

export const workload = readyStream('ready-stream-0', 'items that are there, summed', 0)
