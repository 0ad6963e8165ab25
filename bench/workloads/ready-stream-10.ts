/** `ready-stream` with ten operators, seven of which change nothing. */
import { readyStream } from '../support/ready-stream-workload.ts'

export const workload = readyStream('ready-stream-10', 'ten operators over items that are there, summed', 10)
