import assert from 'node:assert/strict'
import fc from 'fast-check'
import { BundleError } from '../../src/bundle/errors.ts'
import {
  fitsSignature,
  keyFingerprint,
  readStatement,
  type Statement,
  signStatement,
  statementText,
} from '../../src/bundle/statement.ts'
import { sha256Hex } from '../../src/bytes.ts'
import { clientKey, mergerKey, responderKey, statementOf } from './small-bundle.ts'

const sha256 = 'ab'.repeat(32)
const files = [
  { path: 'tapes/client/b.jsonl', bytes: 2, sha256 },
  { path: 'report.html', bytes: 1, sha256 },
]
const whole: Statement = {
  ...statementOf('client', files, { bytes: 10, sha256 }),
  redaction: { sha256, masked: [{ kind: 'name', mask: 'xxxx.example' }] },
  absent: [{ path: 'tapes/responder/a.jsonl', why: 'the connection was "cut"\n' }],
}
const text = statementText(whole)

function refused(of: unknown): string {
  try {
    readStatement(typeof of === 'string' ? of : JSON.stringify(of))
  } catch (error) {
    assert.ok(error instanceof BundleError)
    return error.message
  }
  return assert.fail('it was taken')
}

describe('bundle/statement', () => {
  it('is read as it was written, with the files by path', () => {
    assert.deepEqual(readStatement(text), { ...whole, files: [...files].reverse() })
  })

  it('has one text for one value', () => {
    assert.equal(statementText(readStatement(text)), text)
    assert.match(refused(JSON.stringify(JSON.parse(text), null, 1)), /not written as pathproof writes it/)
    assert.match(refused(text.replace('"end"', '"\\u0065nd"')), /not written as/)
    assert.match(refused(text.replace('"bytes":1,', '"bytes":1.0,')), /not written as/)
    assert.match(refused(text.replace('{"statement"', '{"statement":"x","statement"')), /not written as/)
  })

  it('takes no unknown field, no other version and no path outside of a bundle', () => {
    const read = JSON.parse(text)
    assert.match(refused({ ...read, more: 1 }), /not of this form/)
    assert.match(refused({ ...read, statement: 'pathproof/half/2' }), /its field statement/)
    assert.match(refused({ ...read, files: [{ ...files[0], path: '../x' }] }), /its field files\.0\.path/)
    assert.match(refused({ ...read, runId: 'AB'.repeat(16) }), /its field runId/)
    assert.match(refused({ ...read, startedAt: '2025-06-01T10:00:00+02:00' }), /its field startedAt/)
  })

  it('takes no key but an Ed25519 one in its one writing', () => {
    const key = clientKey.publicKey
    // The last of 59 digits carries four bits of the key and two of nothing.
    const other = key.slice(0, -1) + String.fromCharCode(key.charCodeAt(58) + 1)
    for (const wrong of [other, `${key}=`, `A${key.slice(1)}`, '']) {
      assert.match(refused(text.replace(key, wrong)), /its field keys\.client/, wrong)
    }
  })

  it('names its own key and lists no file twice', () => {
    assert.match(refused(statementText({ ...whole, keys: { ...whole.keys, client: null } })), /its own key/)
    assert.match(refused(statementText({ ...whole, files: [files[0] ?? assert.fail(), ...files] })), /a file twice/)
  })

  it('of a merger names three keys, and that of an end never the merger’s', () => {
    const merger = statementOf('merger', [], { bytes: 1, sha256 })
    assert.deepEqual(readStatement(statementText(merger)), merger)
    const { merger: _own, ...ends } = merger.keys
    assert.match(refused(statementText({ ...merger, keys: ends })), /its own key/)
    assert.match(
      refused(statementText({ ...whole, keys: { ...whole.keys, merger: mergerKey.publicKey } })),
      /no end can/,
    )
  })

  it('is signed with the key that it names, and with no other', () => {
    const signature = signStatement(text, clientKey)
    assert.match(signature, /^[0-9a-f]{128}$/)
    assert.ok(fitsSignature(text, signature, clientKey.publicKey))
    assert.ok(!fitsSignature(text, signature, responderKey.publicKey))
    assert.ok(!fitsSignature(`${text} `, signature, clientKey.publicKey))
    assert.throws(() => signStatement(text, responderKey), BundleError)
  })

  it('has a fingerprint of its key', () => {
    assert.equal(keyFingerprint(clientKey.publicKey), sha256Hex(Buffer.from(clientKey.publicKey, 'base64url')))
  })

  it('gives a statement or a BundleError for any text', () => {
    const cut = fc.tuple(fc.nat(text.length), fc.nat(20), fc.string({ maxLength: 5 }))
    const any = fc.oneof(
      fc.string(),
      fc.json(),
      cut.map(([at, removed, put]) => text.slice(0, at) + put + text.slice(at + removed)),
    )
    fc.assert(
      fc.property(any, it => {
        try {
          return statementText(readStatement(it)) === it
        } catch (error) {
          return error instanceof BundleError
        }
      }),
      { seed: 20250601, numRuns: 1000 },
    )
  })

  it('says no, and throws nothing, on any key and any signature', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (of, signature, key) => !fitsSignature(of, signature, key)),
      { seed: 20250601 },
    )
  })
})
