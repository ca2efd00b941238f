/** The edits of Cisco boxes, by bytes written out by hand from FACTS. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { bytesOf, textOf } from '../../../src/bytes.ts'
import {
  blankPipes,
  hasRunsOfX,
  inspectCommand,
  isNoopInPlace,
  maskBanner,
  maskVerb,
  maskWholeBanner,
  noopVerb,
} from '../../../src/explain/rules/cisco-edits.ts'

const known: ReadonlySet<string> = new Set(['MAIL', 'RCPT', 'NOOP'])
const inspected = (line: string, cuts: readonly number[] = []) =>
  inspectCommand(bytesOf(line), known, { cuts })?.map(textOf) ?? null

describe('explain/rules/cisco-edits', () => {
  it('C9: crosses out a verb that it does not know, and leaves what follows it', () => {
    assert.deepEqual(inspected('ATRN a|b\r\n'), ['XXXX a|b\r\n'])
    assert.deepEqual(inspected('WIZ\r\n'), ['XXX\r\n'])
    assert.deepEqual([...new Set(inspected('noop x\r\n'))], ['noop x\r\n'])
  })

  it('C9: may cross out every verb that comes in pieces, however well known', () => {
    assert.ok(inspected('NOOP x\r\n', [1, 2, 3])?.includes('XXXX x\r\n'))
    for (const cut of [4, 6]) assert.ok(!inspected('NOOP x\r\n', [cut])?.includes('XXXX x\r\n'))
    assert.deepEqual(inspected('ATRN x\r\n', [1]), ['XXXX x\r\n'])
  })

  it('C10: may make a space of every pipe in MAIL and RCPT alone', () => {
    assert.deepEqual(inspected('MAIL FROM:<|a|@b>\r\n'), ['MAIL FROM:<|a|@b>\r\n', 'MAIL FROM:< a @b>\r\n'])
    assert.equal(textOf(blankPipes(bytesOf('rcpt TO:<a|b>\r\n')) ?? bytesOf('')), 'rcpt TO:<a b>\r\n')
    assert.equal(textOf(blankPipes(bytesOf('NOOP a|b\r\n')) ?? bytesOf('')), 'NOOP a|b\r\n')
  })

  it('C10: says nothing of brackets that enclose no address', () => {
    for (const line of ['MAIL FROM:<a<b>c>\r\n', 'RCPT TO:a>b<\r\n', 'MAIL FROM:<> AUTH=<>\r\n']) {
      assert.equal(blankPipes(bytesOf(line)), null)
      assert.equal(inspected(line), null)
    }
  })

  it('says nothing of what is longer than any verb', () => {
    const long = bytesOf(`${'A'.repeat(33)}\r\n`)
    assert.equal(maskVerb(long, known), null)
    assert.equal(noopVerb(long, known), null)
    assert.equal(inspected(textOf(long)), null)
    assert.equal(textOf(maskVerb(long.subarray(1), known) ?? long), `${'X'.repeat(32)}\r\n`)
  })

  it('C5: puts NOOP in the place of a verb or of its line, and as many bytes', () => {
    const made = (line: string) => noopVerb(bytesOf(line), known)?.map(textOf) ?? null
    assert.deepEqual(made('EHLO x.example\r\n'), ['NOOP x.example\r\n', 'NOOP          \r\n'])
    assert.deepEqual(made('STARTTLS\r\n'), ['NOOP    \r\n', 'NOOP    \r\n'])
    assert.equal(made('WIZ\r\n'), null)
    assert.deepEqual(made('MAIL FROM:<a>\r\n'), ['MAIL FROM:<a>\r\n'])
  })

  it('C5: knows a NOOP in place, whatever it is filled up with', () => {
    const is = (sent: string, heard: string) => isNoopInPlace(bytesOf(sent), bytesOf(heard))
    assert.ok(is('EHLO x\r\n', 'NOOP  \r\n'))
    assert.ok(!is('EHLO x\r\n', 'NOOP\r\n'))
    assert.ok(!is('EHLO x\r\n', 'XXXX x\r\n'))
    assert.ok(!is('NOOP x\r\n', 'NOOP y\r\n'))
  })

  it('C13: knows runs of X in a message, and nothing else', () => {
    const is = (sent: string, heard: string) => hasRunsOfX(bytesOf(sent), bytesOf(heard))
    assert.ok(is('X-LINK2STATE here', 'XXXXXXXXXXXX here'))
    assert.ok(!is('hello world', 'hello XXXld'))
    assert.ok(!is('hello world', 'XXXXX w#rld'))
    assert.ok(!is('hello world', 'XXXXX worl'))
    assert.ok(!is('hello', 'hello'))
  })

  it('never changes a length', () => {
    fc.assert(
      fc.property(fc.uint8Array(), bytes => {
        const made = [
          maskBanner(bytes),
          maskWholeBanner(bytes),
          maskVerb(bytes, known),
          ...(noopVerb(bytes, known) ?? []),
          ...(inspectCommand(bytes, known, { cuts: [1] }) ?? []),
        ]
        for (const it of made) assert.equal(it?.length ?? bytes.length, bytes.length)
      }),
    )
  })
})
