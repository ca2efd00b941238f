/**
 * `did you mean`: the known word that a mistyped one is close to. Knows nothing of profiles.
 */

/** The closest of the words, when at most a third of it is typed wrongly; null when none is. Case does not count. */
export function nearest(typed: string, words: readonly string[]): string | null {
  const word = typed.toLowerCase()
  // Nothing so long is a slip of one of our short words, and distances cost length times length.
  if (word.length > 40) return null
  let best: { word: string; distance: number } | null = null
  for (const candidate of words) {
    const distance = distanceOf(word, candidate.toLowerCase())
    if (distance <= Math.max(1, Math.floor(candidate.length / 3)) && (best === null || distance < best.distance))
      best = { word: candidate, distance }
  }
  return best?.word ?? null
}

/** ` (did you mean 'X'?)`, or nothing when no word is close. */
export function suggestion(typed: string, words: readonly string[]): string {
  const word = nearest(typed, words)
  return word === null ? '' : ` (did you mean '${word}'?)`
}

/** Damerau and Levenshtein's: how many letters must be put in, taken out, exchanged, or swapped with the next one. */
function distanceOf(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, i) => i)]
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0
  for (let i = 1; i <= a.length; i++) {
    rows.push([i])
    for (let j = 1; j <= b.length; j++) {
      const exchanged = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : exchanged
      rows[i]?.push(Math.min(exchanged, swapped, at(i - 1, j) + 1, at(i, j - 1) + 1))
    }
  }
  return at(a.length, b.length)
}
