import assert from 'node:assert/strict'
import { findingIds } from '../../src/explain/finding.ts'
import { isFindingId, isHostName, isHostWord, isLastLabel, isSparedName } from '../../src/redaction/name.ts'

describe('redaction/name', () => {
  it('takes dotted names with a last label of letters', () => {
    for (const name of ['a.de', 'mail.corp.com', 'ip-10-0-0-7.eu.compute.internal', 'x.xn--p1ai', '612-abc.com'])
      assert.ok(isHostName(name), name)
    for (const text of [
      'corp',
      '',
      '.',
      'a.b',
      'a..de',
      '-a.de',
      'a-.de',
      'a.1de',
      '1.2.3.4',
      'a_b.de',
      '250-mail.de',
      `${'a'.repeat(64)}.de`,
      `${'a.'.repeat(127)}de`,
    ])
      assert.equal(isHostName(text), false, text)
    assert.ok(isLastLabel('com') && !isLastLabel('c') && !isLastLabel('25'))
  })

  it('takes a single word for a host only when it can be nothing else', () => {
    for (const word of ['ip-172-31-4-7', 'vps-1234', 'node-7a']) assert.ok(isHostWord(word), word)
    const words =
      'mail server01 EHLO STARTTLS 8BITMIME SMTPUTF8 X-LINK2STATE aes128-ctr rsa-sha2-512 socks5-connect utf-8 ' +
      'ssh-2 250-size1 2026-11-24 979963c152d4f21b QX3AB7C9KD chacha20-poly1305 curve25519-sha256 hmac-sha1'
    for (const word of words.split(' ')) assert.equal(isHostWord(word), false, word)
  })

  it('spares reserved names, those of algorithms, and nothing that only looks like them', () => {
    for (const name of [
      'probe.example',
      'N0NCE.client.example',
      'a.invalid',
      'openssh.com',
      'libssh.org',
      'example.com',
      'x.localhost',
      'report.json',
      'incoming-ipv4-25-979963c152d4f21b-client.jsonl',
      'winmail.dat',
      'BODY.PEEK',
      'RFC822.SIZE',
    ])
      assert.ok(isSparedName(name), name)
    for (const name of [
      'example.de',
      'myexample.com',
      'probe.test',
      'mail.openssh.com',
      'smtp.removed.com',
      'smtp.corp.com',
      'body.peek.corp.com',
      'winmail.dat.de',
    ])
      assert.equal(isSparedName(name), false, name)
  })

  it('knows the id of every finding, so that none is ever masked', () => {
    const ids = Object.keys(findingIds)
    assert.ok(ids.length > 50)
    assert.deepEqual(
      ids.filter(id => !isFindingId(id)),
      [],
    )
  })
})
