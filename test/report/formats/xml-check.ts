/**
 * A strict check whether a text is a well-formed XML 1.0 document of the kind that reports are: a declaration, elements,
 * attributes and text; no comments, no CDATA, no doctype. Gives what is in it, for the tests of this folder.
 */
import assert from 'node:assert/strict'

/** An element as it was read. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: XmlElement[]
  text: string
}

/** Characters that XML 1.0 allows (2.2). */
const allowed = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The root element of a well-formed document; anything else fails. */
export function parseXml(document: string): XmlElement {
  assert.match(document, allowed)
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n'
  assert.ok(document.startsWith(head))
  const top: XmlElement = { name: '', attributes: {}, children: [], text: '' }
  const open = [top]
  for (const [piece] of document.slice(head.length).matchAll(/<[^>]*>|[^<]+|</g)) take(piece, open)
  assert.equal(open.length, 1, 'an element is not closed')
  assert.equal(top.text.trim(), '')
  const [root, ...others] = top.children
  assert.ok(root && others.length === 0, 'not one root')
  return root
}

function take(piece: string, open: XmlElement[]): void {
  const inside = open.at(-1)
  assert.ok(inside)
  if (!piece.startsWith('<')) {
    inside.text += decoded(piece)
    return
  }
  const end = /^<\/([\w-]+)>$/.exec(piece)
  if (end) {
    assert.equal(open.pop()?.name, end[1])
    return
  }
  const begin = /^<([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>$/.exec(piece)
  assert.ok(begin, `no tag: ${piece}`)
  const element: XmlElement = { name: begin[1] ?? '', attributes: attributesOf(begin[2] ?? ''), children: [], text: '' }
  inside.children.push(element)
  if (begin[3] === '') open.push(element)
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, decoded(value)])
  assert.equal(new Set(pairs.map(([name]) => name)).size, pairs.length, 'an attribute twice')
  return Object.fromEntries(pairs)
}

function decoded(text: string): string {
  assert.ok(!text.includes(']]>') && !/&(?!(?:amp|lt|gt|quot|apos);)/.test(text), text)
  return text.replace(/&(\w+);/g, (_, name: string) => entities[name] ?? '')
}
