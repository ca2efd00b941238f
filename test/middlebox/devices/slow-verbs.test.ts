/** Device `slow-verbs`: FACTS C9, verbs in pieces and short ones. */
import assert from 'node:assert/strict'
import { slowVerbs } from '../../../src/middlebox/devices/slow-verbs.ts'
import { answerer, dialer, hears, type Turn } from '../dialog.ts'
import { DATA, GREETED } from '../samples.ts'

/** What the answerer hears of these packets. */
function heardOf(...packets: readonly string[]): string {
  return hears(slowVerbs, [...GREETED, ...packets.map(packet => dialer(packet))], 65_536).answerer
}

describe('middlebox slow-verbs', () => {
  it('crosses out a verb that is typed byte by byte', () => {
    assert.equal(heardOf(...'EHLO a\r\n'), 'XXXX a\r\n')
  })

  it('crosses out a verb in two pieces, and no whole one', () => {
    assert.equal(heardOf('EH', 'LO a\r\n', 'NOOP\r\n'), 'XXXX a\r\nNOOP\r\n')
    assert.equal(heardOf('NOOP\r\nEH', 'LO a\r\nNOOP\r\n'), 'NOOP\r\nXXXX a\r\nNOOP\r\n')
    assert.equal(heardOf('EHLO ', 'a', '\r\n'), 'EHLO a\r\n')
  })

  it('crosses out a verb of less than four bytes', () => {
    assert.equal(heardOf('WIZ a\r\n', 'X\r\n', 'WIZA\r\n'), 'XXX a\r\nX\r\nWIZA\r\n')
  })

  it('leaves a message in pieces alone', () => {
    const letters: readonly Turn[] = [...'abc: d\r\n\r\nxyz\r\n.\r\n'].map(letter => dialer(letter))
    const heard = hears(slowVerbs, [...GREETED, ...DATA, ...letters, answerer('250 ok\r\n'), dialer('NOOP\r\n')], 99)
    assert.equal(heard.answerer, 'DATA\r\nabc: d\r\n\r\nxyz\r\n.\r\nNOOP\r\n')
  })
})
