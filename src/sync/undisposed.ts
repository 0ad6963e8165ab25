/** How many ends of a kind are there still, in the words of a message: most often, who was forgotten is among them. */
export function undisposed(count: number, noun = 'sender'): string {
  return `${count} ${noun}${count === 1 ? ' is' : 's are'} not disposed`
}
