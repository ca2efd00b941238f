import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { markupOf } from '../../src/page/html.ts'
import { lineName, tapeTable } from '../../src/page/tape-table.ts'
import { writeTape } from '../../src/tape/file.ts'
import { heard, sent, tapeOf, tlsOpened } from '../support/tapes.ts'
import { asaTapes, nasty } from './samples.ts'

const place = { name: 's1', marks: new Map([[3, [{ from: 35, to: 43 }]]]), file: 'tapes/client/a.jsonl' }

describe('page/tape-table', () => {
  it('numbers the lines as the file does, with an anchor each', () => {
    const [client] = asaTapes()
    const page = markupOf(tapeTable(client, place))
    const names = [...page.matchAll(/<tr id="(\w+)"/g)].map(([, name]) => name)
    assert.deepEqual(
      names,
      [1, 2, 3, 4, 5, 6, 7, 8].map(line => lineName('s1', 'client', line)),
    )
    const lines = writeTape(client).trimEnd().split('\n')
    assert.match(
      page,
      new RegExp(`${lines.length - 1} lines in <code>tapes/client/a.jsonl</code>, behind which stands their digest`),
    )
    assert.match(lines.at(-1) ?? '', /sha256|digest/)
    assert.match(lines[4] ?? '', /"kind":"heard"/)
    assert.match(page, /<tr id="s1c5" class="marked"><th scope="row">5<\/th><td class="time">3.0 ms<\/td><td>← heard/)
  })

  it('marks the changed bytes, and the place of missing ones', () => {
    const [client] = asaTapes()
    assert.match(markupOf(tapeTable(client, place)), /250-<ins>XXXXXXXA<\/ins>\\r\\n250 HELP/)
    const tape = tapeOf('dialer', [heard('abc')])
    assert.match(
      markupOf(tapeTable(tape, { ...place, marks: new Map([[0, [{ from: 1, to: 1 }]]]) })),
      /a<span class="gap"[^>]*>‸<\/span>bc/,
    )
  })

  it('says in numbers what it leaves out, of lines and of bytes', () => {
    const tape = tapeOf(
      'dialer',
      Array.from({ length: 60 }, () => sent('y'.repeat(1000))),
    )
    const page = markupOf(tapeTable(tape, { ...place, marks: new Map() }))
    assert.match(page, /42 lines with 42,000 bytes not shown/)
    assert.match(page, /… 800 bytes …/)
    assert.ok(page.length < 20_000)
  })

  it('tells ciphertext that is withheld by its size and digest', () => {
    const tape = tapeOf('dialer', [
      atMs => ({ kind: 'sent', atMs, layer: 'wire', bytes: bytesOf(''), withheld: { bytes: 40, sha256: 'abcd' } }),
    ])
    assert.match(
      markupOf(tapeTable(tape, { ...place, marks: new Map() })),
      /40 bytes of ciphertext, not told; SHA-256 so far abcd/,
    )
  })

  it('escapes banners, certificates and addresses', () => {
    const tape = tapeOf(
      'dialer',
      [heard(Buffer.from(nasty).toString('latin1')), tlsOpened({ subject: nasty, issuer: nasty })],
      {
        head: { local: { address: nasty, port: 1 } },
      },
    )
    assert.doesNotMatch(
      markupOf(tapeTable(tape, { ...place, marks: new Map(), file: nasty })),
      /<script|<img|[\0\u202e\ud800]/,
    )
  })
})
