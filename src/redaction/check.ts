/**
 * What an end checks of a map that the far end gives it, before it signs anything that was redacted by it: a mask must
 * hide a name or an address and nothing else, and must not look like another. Knows nothing of how a map is made.
 */
import { z } from 'zod'
import { parseV4, parseV6 } from './address.ts'
import { RedactionError } from './error.ts'
import { kindOf, shapeOf } from './forms.ts'
import type { Mask, RedactionMap } from './map.ts'
import { MOST_NAME_CHARS } from './name.ts'

/** Of one map. A run of a hundred rows has some hundred values; a firewall with a blocklist in it has thousands. */
export const MOST_MASKS = 20_000
/** Characters of all values together: what is compiled of them stays small. */
const MOST_CHARS = 1_000_000

const text = z.string().min(1).max(MOST_NAME_CHARS)
const mapSchema = z
  .array(z.strictObject({ kind: z.enum(['address', 'name']), value: text, mask: text }))
  .max(MOST_MASKS)

/** The map, when every value in it is an address or a host name and every mask is fit for it. Throws RedactionError. */
export function checkMap(map: unknown): RedactionMap {
  const parsed = mapSchema.safeParse(map)
  if (!parsed.success) throw new RedactionError(`the redaction map is not understood: ${whyOf(parsed.error)}`)
  const masks = parsed.data
  for (const mask of masks) checkMask(mask)
  checkUnique(
    masks.map(({ value }) => value),
    'value',
  )
  checkUnique(
    masks.map(({ mask }) => mask),
    'mask',
  )
  const chars = masks.reduce((sum, { value }) => sum + value.length, 0)
  if (chars > MOST_CHARS) throw new RedactionError(`the redaction map has ${chars} characters; at most ${MOST_CHARS}`)
  return masks
}

/** What may be wrong with one row of the map, in the order in which it is looked for. */
const faults: readonly (readonly [isWrong: (it: Mask) => boolean, says: string])[] = [
  [({ value }) => value !== value.toLowerCase(), 'the value is not in lower case'],
  [({ value }) => shapeOf(value) === null, 'the value is neither a host name nor an address that may be masked'],
  [({ mask }) => shapeOf(mask) === null, 'the mask is neither a host name nor an address that may stand for one'],
  [({ kind, value, mask }) => kindOf(value) !== kind || kindOf(mask) !== kind, 'the kind is another one'],
  [({ value, mask }) => classesOf(value) !== classesOf(mask), 'the mask has other kinds of characters than the value'],
  [({ value, mask }) => groupDigits(value) !== groupDigits(mask), 'the mask has other zeros than the value'],
]

function checkMask(mask: Mask): void {
  const fault = faults.find(([isWrong]) => isWrong(mask))
  if (fault !== undefined) throw new RedactionError(`the redaction map cannot be used: ${shown(mask)}: ${fault[1]}`)
}

function checkUnique(texts: readonly string[], what: string): void {
  const seen = new Set<string>()
  for (const it of texts) {
    if (seen.has(it))
      throw new RedactionError(`the redaction map cannot be used: the ${what} ${quoted(it)} stands twice`)
    seen.add(it)
  }
}

/** The text with every letter as `a` and every digit as `0`; of the digits of IPv6, letters are those above 9. */
function classesOf(text: string): string {
  return text.replace(/[a-z]/g, 'a').replace(/\d/g, '0')
}

/** How many digits each group of an IPv6 address needs, so that it is as long in every notation; empty for all else. */
function groupDigits(text: string): string {
  if (parseV4(text) !== null) return ''
  return (parseV6(text)?.groups ?? []).map(it => (it === '0' ? 0 : it.length)).join()
}

function shown({ value, mask }: Mask): string {
  return `${quoted(value)} as ${quoted(mask)}`
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text)
}

function whyOf(error: z.ZodError): string {
  const issue = error.issues[0]
  return `${issue?.path.join('.') || 'map'}: ${issue?.message ?? 'wrong'}`
}
