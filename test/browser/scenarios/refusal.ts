import type { HostParkError } from '../../../src/index.ts'
import { thrownBy } from '../../support/thrown.ts'

/** An error about tasks, as far as it can be sent, without the time that happens to be left. */
export interface Refusal {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly tasks: string[]
}

/** The error that `act` throws. */
export function refusal(act: () => unknown): Refusal {
  const { name, code, message, tasks } = thrownBy(act) as HostParkError
  return { name, code, message: message.replaceAll(/due in \d+ ms/g, 'due in … ms'), tasks: tasks.map(task => task.name) }
}
