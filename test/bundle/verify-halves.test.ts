import assert from 'node:assert/strict'
import { responderHalf } from '../../src/bundle/layout.ts'
import { type Half, manifestText, readManifest, signHalf } from '../../src/bundle/manifest.ts'
import type { Statement } from '../../src/bundle/statement.ts'
import { checkHalves } from '../../src/bundle/verify-halves.ts'
import { clientKey, freshKey, mergerKey, responderKey, statementOf } from './small-bundle.ts'

const sha256 = 'ab'.repeat(32)
const client = statementOf('client', [], { bytes: 1, sha256 })
const responder = statementOf('responder', [], null)
const never = [{ path: responderHalf, why: 'the connection was cut' }]

function problems(...halves: readonly Half[]): string[] {
  const checked = checkHalves(readManifest(manifestText(halves)))
  return checked.problems.map(it => `${it.part}: ${it.text}`)
}

function ofClient(change: Partial<Statement> = {}): Half {
  return signHalf({ ...client, ...change }, clientKey)
}

function ofResponder(change: Partial<Statement> = {}): Half {
  return signHalf({ ...responder, ...change }, responderKey)
}

describe('bundle/verify-halves', () => {
  it('takes two halves of one run', () => {
    const { halves } = checkHalves(readManifest(manifestText([ofClient(), ofResponder()])))
    assert.deepEqual(problems(ofClient(), ofResponder()), [])
    assert.deepEqual(
      halves.map(it => [it.statement.end, it.genuine, it.key]),
      [
        ['client', true, clientKey.publicKey],
        ['responder', true, responderKey.publicKey],
      ],
    )
  })

  it('takes halves of two ends that had no channel', () => {
    const alone = { client: clientKey.publicKey, responder: null }
    const other = { client: null, responder: responderKey.publicKey }
    assert.deepEqual(problems(ofClient({ keys: alone }), ofResponder({ keys: other })), [])
    assert.deepEqual(problems(ofResponder({ keys: other })), [])
    assert.deepEqual(problems(ofClient({ keys: alone, absent: never })), [])
  })

  it('takes the half of a client that has no control channel, which knows of no other', () => {
    assert.deepEqual(problems(ofClient({ keys: { client: clientKey.publicKey, responder: null } })), [])
  })

  it('takes what was merged of both halves, and misses a half of it', () => {
    const merger = signHalf(statementOf('merger', [], { bytes: 1, sha256 }), mergerKey)
    const alone = ofClient({ keys: { client: clientKey.publicKey, responder: null } })
    const other = ofResponder({ keys: { client: null, responder: responderKey.publicKey } })
    assert.deepEqual(problems(alone, other, merger), [])
    assert.deepEqual(problems(alone, merger), [
      "the responder's half: it is missing, and what was merged was made of both",
    ])
    assert.equal(problems(merger).length, 2)
    assert.match(problems(alone, ofResponder({ runId: 'f'.repeat(32) }), merger).join('\n'), /than what was merged/)
  })

  const redaction = { sha256, masked: [] }
  const otherKey = freshKey()
  const named = { client: clientKey.publicKey, responder: otherKey.publicKey }
  const misnamed = { client: otherKey.publicKey, responder: responderKey.publicKey }
  const pairs: readonly (readonly [RegExp, Partial<Statement>, Partial<Statement>])[] = [
    [/^the responder's half: it is of another run/, {}, { runId: 'f'.repeat(32) }],
    [/signed by another installation/, { keys: named }, {}],
    [/names another client/, {}, { keys: misnamed }],
    [/masked in another way/, { redaction }, {}],
    [/masked in another way/, { redaction }, { redaction: { ...redaction, sha256: 'cd'.repeat(32) } }],
    [/lists files that only the client makes/, {}, { files: [{ path: 'report.html', bytes: 1, sha256 }] }],
    [/is here although the client's half says/, { absent: never }, {}],
    [/^the responder's half: it says what never came/, {}, { absent: [{ path: 'run.json', why: '' }] }],
    [/^the client's half: it lists manifest\.json/, { files: [{ path: 'manifest.json', bytes: 1, sha256 }] }, {}],
  ]
  for (const [why, a, b] of pairs) {
    it(`finds one that ${why.source}`, () => {
      const found = problems(ofClient(a), ofResponder(b))
      assert.equal(found.length, 1, found.join('\n'))
      assert.match(found[0] ?? '', why)
    })
  }

  it('misses a half that nobody said would be missing', () => {
    assert.match(problems(ofClient()).join(), /^the responder's half: it is missing/)
  })

  it('finds a signature that does not fit, and reads on', () => {
    const half = { ...ofResponder(), signature: ofResponder({ runId: 'f'.repeat(32) }).signature }
    const checked = checkHalves(readManifest(manifestText([ofClient(), half])))
    assert.deepEqual(
      checked.problems.map(it => `${it.part}: ${it.text}`),
      ["the responder's half: its signature does not fit what it says: it was changed after it was signed"],
    )
    assert.deepEqual(
      checked.halves.map(it => it.genuine),
      [true, false],
    )
  })

  it('finds every flipped bit of a manifest, whatever the archive says of it', () => {
    const whole = Buffer.from(manifestText([ofClient({ absent: never })]))
    assert.deepEqual(checkHalves(readManifest(whole.toString())).problems, [])
    const missed: string[] = []
    for (let at = 0; at < whole.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const bytes = Buffer.from(whole)
        bytes.writeUInt8(whole.readUInt8(at) ^ (1 << bit), at)
        if (!isFound(bytes)) missed.push(`${at}.${bit}`)
      }
    }
    assert.deepEqual(missed, [])
  }).timeout(30_000)

  it('finds a half in the place of the other, and one that is no statement', () => {
    const swapped = { ...ofResponder(), end: 'client' as const }
    assert.match(problems(swapped).join(), /^the client's half: it was signed as the responder's/)
    const none = { ...ofClient(), statement: '{}' }
    assert.match(problems(none, ofResponder()).join(), /^the client's half: the statement is no pathproof\/half\/1/)
  })
})

function isFound(manifest: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(manifest)
    return checkHalves(readManifest(text)).problems.length > 0
  } catch {
    return true
  }
}
