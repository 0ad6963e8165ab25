/** What the `blocking` workload's synckit variant runs in its worker. */
import { runAsWorker } from 'synckit'

runAsWorker((a, b) => a + b)
