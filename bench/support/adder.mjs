/** The job of the workload `blocking`. */
export const add = (a, b) => a + b
