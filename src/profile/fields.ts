/**
 * The fields of a mapping: which may stand there, which must, and the values that are plain words. Knows what a wrong
 * field looks like, and nothing of what the fields mean.
 */
import { nearest, suggestion } from './nearest.ts'
import { type Complain, quoted } from './problem.ts'
import type { YamlMapping, YamlNode } from './yaml.ts'

/** A key that may stand in a mapping, and what its value is, in words. */
export interface Field {
  readonly key: string
  readonly required: boolean
  readonly expected: string
}

/** What a mapping holds. */
export interface Fields {
  /** The values by key. */
  readonly values: ReadonlyMap<string, YamlNode>
  /** The keys that stand there, and those that a mistyped one was meant to be: they are not missing. */
  readonly meant: ReadonlySet<string>
}

/**
 * The fields of a mapping; null when the node is no mapping. Complains of unknown, doubled and missing keys; a missing key is
 * not told a second time when a mistyped one stands for it.
 */
export function readFields(
  node: YamlNode,
  { what, fields }: { readonly what: string; readonly fields: readonly Field[] },
  complain: Complain,
): Fields | null {
  const keys = fields.map(field => field.key)
  if (node.kind !== 'mapping') {
    complain(node.at, `expected ${what} (${keys.join(', ')}), found ${found(node)}`)
    return null
  }
  const values = knownPairs(node, what, keys, complain)
  const meant = new Set(node.pairs.flatMap(({ key }) => (key.kind === 'text' ? (nearest(key.text, keys) ?? []) : [])))
  for (const { key, expected, required } of fields) {
    if (required && !meant.has(key)) complain(node.at, `expected '${key}' in ${what}: ${expected}`)
  }
  return { values, meant }
}

function knownPairs(
  node: YamlMapping,
  what: string,
  keys: readonly string[],
  complain: Complain,
): ReadonlyMap<string, YamlNode> {
  const values = new Map<string, YamlNode>()
  const lines = new Map<string, number>()
  for (const { key, value } of node.pairs) {
    const name = key.kind === 'text' ? key.text : null
    if (name === null || !keys.includes(name)) {
      const hint = name === null ? '' : suggestion(name, keys)
      complain(key.at, `expected one of the keys of ${what} (${keys.join(', ')}), found ${found(key)}${hint}`)
      continue
    }
    if (values.has(name)) complain(key.at, `expected '${name}' once; line ${lines.get(name)} has it already`)
    values.set(name, value)
    lines.set(name, key.at.line)
  }
  return values
}

/** Text that is not empty, on one line: runs of white space become one space. */
export function readText(node: YamlNode, expected: string, complain: Complain): string | null {
  const text = node.kind === 'text' ? node.text.replace(/\s+/g, ' ').trim() : ''
  if (text === '') complain(node.at, `expected ${expected}, found ${found(node)}`)
  return text === '' ? null : text
}

/** One of the words. */
export function readWord<T extends string>(node: YamlNode, words: readonly T[], complain: Complain): T | null {
  const text = node.kind === 'text' ? node.text : ''
  const word = words.find(it => it === text)
  if (word !== undefined) return word
  complain(node.at, `expected ${oneOf(words)}, found ${found(node)}${suggestion(text, words)}`)
  return null
}

/** A node in the words of whoever wrote it. */
export function found(node: YamlNode): string {
  if (node.kind === 'text') return quoted(node.text.trim())
  return node.kind === 'other' ? node.what : `a ${node.kind}`
}

/** `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`
}
