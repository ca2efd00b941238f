/**
 * Numbers for eyes: bytes and counts in groups of three, times in milliseconds. Knows nothing of where they stand.
 */

/** `52,428,800`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `1 line`, `1,204 lines`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** Milliseconds with as many digits as mean something: `0.34 ms`, `72.2 ms`, `1,020 ms`. */
export function milliseconds(ms: number): string {
  if (!Number.isFinite(ms)) return '? ms'
  const size = Math.abs(ms)
  const digits = size < 1 ? 2 : size < 100 ? 1 : 0
  const [whole = '', part] = size.toFixed(digits).split('.')
  return `${ms < 0 ? '-' : ''}${grouped(Number(whole))}${part === undefined ? '' : `.${part}`} ms`
}
