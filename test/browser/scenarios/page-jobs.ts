// What the pages' blocking jobs call.
export const square = (n: number): number => n * n
