import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf } from '../../src/bytes.ts'
import { endingOf, insideTls, originOf, plain, titleOf, tlsWords } from '../../src/pcap/words.ts'
import { tapeOf } from '../support/tapes.ts'

describe('pcap/words', () => {
  it('says whose tape it is', () => {
    const tape = tapeOf('dialer', [], { head: { session: 'a1', port: 25 } })
    assert.equal(titleOf(tape), 'Tape of the client, the dialer, of session a1: incoming, tcp port 25, IPv4.')
    const ping = tapeOf('answerer', [], { head: { transport: 'icmp', port: 0, family: 6, direction: 'outgoing' } })
    assert.equal(titleOf(ping), 'Tape of the responder, the answerer, of no known session: outgoing, icmp, IPv6.')
  })

  it('says what is made up, and what an ICMP tape cannot have', () => {
    assert.match(originOf(tapeOf('dialer', [])), /not captured\. Handshake, .* are made up\.$/)
    assert.match(originOf(tapeOf('answerer', [], { head: { transport: 'icmp' } })), /replies are on no tape/)
    assert.doesNotMatch(originOf(tapeOf('dialer', [], { head: { transport: 'icmp' } })), /replies are on no tape/)
  })

  it('says how it ended', () => {
    const ending = { kind: 'reset-heard', script: 'unfinished', code: 'ECONNRESET', atMs: 112.34 } as const
    const tape = tapeOf('dialer', [], { head: { startedAtMs: 100 }, ending })
    assert.equal(endingOf(tape), 'Ended after 12.3 ms: reset-heard (ECONNRESET); script unfinished.')
    const limit = tapeOf('dialer', [], { ending: { kind: 'limit', resetSent: true, atMs: 0 } })
    assert.equal(endingOf(limit), 'Ended after 0.0 ms: limit, this end sent RST; script finished.')
  })

  it('escapes the bytes inside TLS and names the length of what it cuts', () => {
    assert.equal(insideTls('sent', bytesOf('EHLO \0x\r\n')), 'Inside TLS, sent: EHLO \\x00x\\r\\n')
    assert.match(insideTls('heard', new Uint8Array(500).fill(0x61)), /^Inside TLS, heard: a{200}\.\.\. \(500 bytes\)$/)
  })

  it('escapes the names in a certificate', () => {
    const facts = {
      version: 'TLSv1.3',
      cipher: 'C',
      exporter: 'e',
      certificate: 'f8',
      subject: 'CN=\u202ex',
      issuer: 'CN=\ny',
    }
    assert.equal(
      tlsWords(facts),
      'TLS stands: TLSv1.3, C, certificate SHA-256 f8, subject CN=\\u{202e}x, issuer CN=\\u{a}y, exporter e',
    )
  })

  it('keeps words as they are, and cuts long ones between two characters', () => {
    assert.equal(plain('Gr\u00fc\u00dfe \u{1f600}'), 'Gr\u00fc\u00dfe \u{1f600}')
    assert.equal(plain('\u{1f600}\u{1f600}\u{1f600}', 2), '\u{1f600}\u{1f600}...')
  })

  it('gives one line of bounded length without controls for any text', () => {
    const property = fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat(50), (text, longest) => {
      const shown = plain(text, longest)
      assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u)
      assert.ok([...shown].length <= longest * '\\u{10ffff}'.length + 3)
    })
    const lone = String.fromCharCode(0xd800)
    fc.assert(property, { seed: 20250101, numRuns: 300, examples: [[`${lone}x\x1b[2J\u2066`, 40]] })
  })
})
