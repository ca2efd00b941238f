/**
 * The one door to `yaml`: a text as a small tree in which every node knows its place. All scalars stay text, so a
 * version `1.10` is not the number 1.1. Aliases are not followed, so no text can grow. Knows nothing of profiles.
 */
import { Composer, type CST, isMap, isScalar, isSeq, LineCounter, Parser } from 'yaml'
import type { Place, Problem } from './problem.ts'

export type YamlNode = YamlText | YamlList | YamlMapping | YamlOther

export interface YamlText {
  readonly kind: 'text'
  readonly at: Place
  readonly text: string
}

export interface YamlList {
  readonly kind: 'list'
  readonly at: Place
  readonly items: readonly YamlNode[]
}

export interface YamlMapping {
  readonly kind: 'mapping'
  readonly at: Place
  /** In order of the text; a key may stand there twice. */
  readonly pairs: readonly { readonly key: YamlNode; readonly value: YamlNode }[]
}

/** What a tree of data has no use for; `what` names it. */
export interface YamlOther {
  readonly kind: 'other'
  readonly at: Place
  readonly what: string
}

/** Collections inside each other; deeper than anything that is read here. */
const DEEPEST = 8

/** YAML 1.2, 5.1: c-printable. Marks that turn the direction of writing are refused besides: they hide what is read. */
const unwanted =
  /[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** What to write instead, where the words of the library say it to programmers only. */
const expectations: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'spaces as indentation, found a tab',
  BAD_INDENT: 'a line as far in as its neighbours; the indentation says what belongs together',
  BLOCK_AS_IMPLICIT_KEY: 'one `key: value` on a line; a value with a colon in it needs quotes',
  MULTILINE_IMPLICIT_KEY: '`key: value` on one line; is there a colon behind the key?',
  BAD_ALIAS: 'the value itself; an alias is not read here',
  TAG_RESOLVE_FAILED: 'a value without a tag (!...)',
}

/** The tree, null for an empty text; or else the problems of syntax, and then the tree is worth nothing. */
export function readYaml(text: string): { readonly root: YamlNode | null; readonly problems: readonly Problem[] } {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text
  const lines = new LineCounter()
  const tokens = [...new Parser(lines.addNewLine).parse(source)]
  const problemAt = (offset: number, expected: string): Problem => ({
    ...placeAt(lines, offset),
    text: `expected ${expected}`,
  })
  const characters = [...source.matchAll(unwanted)].map(found =>
    problemAt(found.index, `readable text, found the character U+${hexOf(found[0])}`),
  )
  const deep = tooDeep(tokens)
  if (deep !== null)
    return { root: null, problems: [...characters, problemAt(deep, 'values that are not nested so deeply')] }
  const [document, second] = [...new Composer(options(lines)).compose(tokens, true, source.length)]
  if (document === undefined) return { root: null, problems: characters }
  const mistakes = [...document.errors, ...document.warnings].map(({ code, message, pos }) =>
    problemAt(pos[0], expectations[code] ?? `valid YAML: ${message}`),
  )
  const more = second === undefined ? [] : [problemAt(second.range[0], 'one document; what follows is a second one')]
  const problems = [...characters, ...mistakes, ...more]
  const empty = problems.length > 0 || document.contents === null
  return { root: empty ? null : toTree(document.contents, { line: 1, column: 1 }, lines), problems }
}

function options(lineCounter: LineCounter) {
  return {
    lineCounter,
    schema: 'failsafe',
    resolveKnownTags: false,
    // Compares every key with every other: whoever reads the tree does it for the few keys it knows.
    uniqueKeys: false,
    // The pretty form quotes the text, however long a line is.
    prettyErrors: false,
  } as const
}

/**
 * The offset of a value that is nested too deeply, or null. The parser has no recursion, and so has this; the
 * composer has, and a text made for it would end the whole program, not only the reading.
 */
function tooDeep(tokens: readonly CST.Token[]): number | null {
  const left = tokens.map(token => ({ token, depth: 0 }))
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { token, depth } = next
    if (depth > DEEPEST) return token.offset
    if (token.type === 'document' && token.value !== undefined) left.push({ token: token.value, depth })
    if (!('items' in token)) continue
    for (const { key, value } of token.items) {
      for (const child of [key, value]) if (child != null) left.push({ token: child, depth: depth + 1 })
    }
  }
  return null
}

/** `parentAt` is the place of a node that was left out. */
function toTree(node: unknown, parentAt: Place, lines: LineCounter): YamlNode {
  if (node === null || node === undefined) return { kind: 'text', at: parentAt, text: '' }
  const at = placeOf(node, lines) ?? parentAt
  if (isScalar(node)) return { kind: 'text', at, text: String(node.value ?? '') }
  if (isSeq(node)) return { kind: 'list', at, items: node.items.map(item => toTree(item, at, lines)) }
  if (isMap(node)) {
    const pairs = node.items.map(pair => {
      const key = toTree(pair.key, at, lines)
      return { key, value: toTree(pair.value, key.at, lines) }
    })
    return { kind: 'mapping', at, pairs }
  }
  return { kind: 'other', at, what: 'an alias' }
}

function placeOf(node: unknown, lines: LineCounter): Place | null {
  const range: unknown = typeof node === 'object' && node !== null && 'range' in node ? node.range : null
  return Array.isArray(range) && typeof range[0] === 'number' ? placeAt(lines, range[0]) : null
}

/** An empty text has no line; what is missing there is missing at its start. */
function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}
