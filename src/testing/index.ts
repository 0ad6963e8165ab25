/** `pollux/testing`: the kit that tests futures. */
export { CountingWaker, countingWaker } from './counting-waker.ts'
export { MockTask, mockTask, type MockTaskOptions } from './mock-task.ts'
