/**
 * Finds what may have to be hidden: addresses and host names in text. Finds rather too much than too little: a file's
 * name may pass for a host's. Pure; does not know what is masked in the end.
 */
import { parseV4, parseV6, plainForms } from './address.ts'
import { shapeOf } from './forms.ts'
import type { Found } from './map.ts'
import { isFindingId, isHostName, isLastLabel, isSparedName } from './name.ts'

/**
 * Addresses (IPv4 and IPv6 in any notation, with ports, brackets, zones and prefixes beside them) and host names (dotted,
 * the last label of letters), in lower case, each once, sorted. Left out is what stays as it is in any case.
 */
export function findIn(text: string): Found {
  const plain = text.replace(escapes, '\n')
  const addresses = addressesIn(plain).flatMap(plainForms)
  return { addresses: unique(addresses.filter(it => shapeOf(it) !== null)), names: unique(namesIn(plain)) }
}

/** Several findings as one. */
export function joinFound(all: readonly Found[]): Found {
  return {
    addresses: unique(all.flatMap(({ addresses }) => addresses)),
    names: unique(all.flatMap(({ names }) => names)),
  }
}

/** Bytes as text for eyes writes them. What stands behind them begins there. */
const escapes = /\\(?:[rnt]|x[0-9a-f]{2}|u[0-9a-f]{4})/gi

const v4 = /(?<![0-9A-Za-z]|\d\.)(?:\d{1,3}\.){3}\d{1,3}(?![0-9A-Za-z])/g
const v6Run = /(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{0,4}:){2,9}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{1,4})?(?![0-9A-Za-z])/g

function addressesIn(text: string): readonly string[] {
  const fours = [...distinct(text, v4)].filter(it => parseV4(it) !== null)
  const sixes = [...distinct(text, v6Run)].flatMap(addressInRun)
  return [...fours, ...sixes]
}

/** What a text of any size has many times is looked at once. */
function distinct(text: string, form: RegExp): ReadonlySet<string> {
  const found = new Set<string>()
  for (const [it] of text.matchAll(form)) found.add(it)
  return found
}

/** The first and longest address in a run of groups: a word may stand before it, a port behind it. */
function addressInRun(run: string): readonly string[] {
  const words = run.split(':')
  if (!run.includes('::') && words.length < 7) return []
  for (let from = 0; from < words.length; from += 1)
    for (let to = words.length; to > from && to >= words.length - 1; to -= 1) {
      const literal = words.slice(from, to).join(':')
      if (parseV6(literal) !== null && literal !== '::') return [literal]
    }
  return []
}

const dotted = /(?<![A-Za-z0-9-])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g

function namesIn(text: string): readonly string[] {
  const runs = new Set<string>()
  for (const { 0: found, index } of text.matchAll(dotted)) {
    const run = found.replace(/^-+|-+$/g, '')
    if (!isFindingId(run)) runs.add(withoutCode(run, text[index - 1]))
  }
  return [...runs].map(nameIn).flatMap(name => (name === null || isSparedName(name) ? [] : [name]))
}

/** A reply line begins with its code and a hyphen, which are no part of the name behind them. */
function withoutCode(run: string, before: string | undefined): string {
  const isLineStart = before === undefined || before === '\n' || before === '\r'
  return run.replace(isLineStart ? /^[2-5]\d\d-/ : /^[2-5]\d\d-(?=[A-Za-z])/, '')
}

/** The longest name in a dotted run, up to the last label that may be a last one; null when there is none. */
function nameIn(run: string): string | null {
  const labels = run.split('.')
  const last = labels.findLastIndex(isLastLabel)
  for (let from = 0; from < last; from += 1) {
    const name = labels.slice(from, last + 1).join('.')
    if (isHostName(name)) return name
  }
  return null
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.map(it => it.toLowerCase()))].sort()
}
