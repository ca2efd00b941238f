import assert from 'node:assert/strict'
import fc from 'fast-check'
import { renderPage } from '../../src/page/page.ts'
import { clean } from '../report/examples.ts'
import { hostileReport } from '../report/hostile.ts'
import { asaInput, asaTapes, longTapes, manyFindings, nasty, pageText } from './samples.ts'

/** Tags that the page may hold; anything else came from outside. */
const tags = new Set(
  (
    'a article b body br button caption circle code dd del desc details div dl dt figcaption figure g h1 h2 h3 h4 h5 head header html i ' +
    'input ins label li main mark meta nav ol option output p path pre rect script section select span style summary svg table tbody td ' +
    'text th thead time title tr ul'
  ).split(' '),
)

function assertSafe(page: string): void {
  for (const [, tag = ''] of page.matchAll(/<\/?([a-zA-Z!][a-zA-Z0-9]*)/g))
    assert.ok(tags.has(tag) || tag === '!doctype', tag)
  assert.equal(page.match(/<script/g)?.length, 1)
  const bare = page.replace(/"[^"]*"/g, '""')
  for (const wrong of [/<[^<>]*\s(?:on\w+|style|src)\s*=/, /[\0\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/])
    assert.ok(
      !wrong.test(bare),
      `${wrong} at ${bare.slice(Math.max(0, bare.search(wrong) - 40), bare.search(wrong) + 80)}`,
    )
  assert.ok(!/href="(?!#)/.test(page), 'a link that leads out of the page')
}

function assertLinked(page: string): void {
  const names = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, name]) => name)
  assert.equal(new Set(names).size, names.length, 'each name once')
  for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) assert.ok(names.includes(target), `#${target}`)
}

describe('page/page', () => {
  it('is one whole document whose links all lead somewhere', () => {
    const page = pageText(asaInput)
    assert.match(page, /^<!doctype html>\n<html lang="en">/)
    assert.match(page, /<\/html>\n$/)
    assertSafe(page)
    assertLinked(page)
    for (const part of ['path', 'ports', 'findings', 'letter', 'sessions', 'timing', 'run'])
      assert.match(page, new RegExp(`<section id="${part}"`))
  })

  it('loads nothing from anywhere', () => {
    assert.doesNotMatch(pageText(asaInput), /\ssrc=|<link|@import|url\(|href="(?!#)/)
  })

  it('leaves out what there is nothing to say of', () => {
    const page = pageText({ ...asaInput, report: clean, tapes: [], clocks: [] })
    assert.doesNotMatch(page, /<section id="(?:letter|sessions|timing|untested|notes)"/)
    assertLinked(page)
  })

  it('lets no report be more than text, whatever it holds', () => {
    fc.assert(
      fc.property(hostileReport, report => {
        const page = pageText({ ...asaInput, report })
        assertSafe(page)
        assertLinked(page)
      }),
      { numRuns: 60 },
    )
  })

  it('lets no tape be more than text either', () => {
    const [client, responder] = asaTapes()
    const evil = (tape: typeof client) => ({
      ...tape,
      head: { ...tape.head, remote: { address: nasty, port: 1 } },
      events: [
        ...tape.events,
        { kind: 'tls-failed' as const, atMs: 9000, message: nasty },
        {
          kind: 'heard' as const,
          atMs: 9001,
          layer: 'tls' as const,
          bytes: new Uint8Array(Buffer.from(nasty)),
          from: { address: nasty, port: 2 },
        },
      ],
      ending: { ...tape.ending, code: nasty },
    })
    assertSafe(pageText({ ...asaInput, tapes: [evil(client), evil(responder)], fileOf: () => nasty }))
  })

  it('stays small with ten thousand findings, and comes in pieces', () => {
    const sizes = Array.from(renderPage(manyFindings(10_000)), piece => piece.length)
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 10_000_000)
    assert.ok(Math.max(...sizes) < 600_000, `the longest piece is ${Math.max(...sizes)}`)
  })

  it('stays small with tapes of fifty megabytes', () => {
    const page = pageText(longTapes(50_000_000))
    assert.ok(page.length < 300_000, `${page.length}`)
    assert.match(page, /lines with [\d,]+ bytes not shown/)
    assert.match(page, /[\d,]+ bytes in all/)
  }).timeout(10_000)
})
