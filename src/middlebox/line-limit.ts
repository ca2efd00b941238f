/** Cuts lines to a length, however many pieces they come in. Knows no protocol. */

/** Cuts to `limitBytes` with the line end; what is beyond is dropped. One function for each stream of lines. */
export function lineLimit(limitBytes: number): (text: string) => string {
  let columnBytes = 0
  return text => {
    const end = /\r?\n$/.exec(text)?.[0] ?? ''
    const words = text.slice(0, text.length - end.length)
    const kept = words.slice(0, Math.max(0, limitBytes - '\r\n'.length - columnBytes))
    columnBytes = end === '' ? columnBytes + words.length : 0
    return kept + end
  }
}
