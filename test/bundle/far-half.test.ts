import assert from 'node:assert/strict'
import { farHalfOf } from '../../src/bundle/far-half.ts'
import { readStatement, type Statement, signStatement, statementText } from '../../src/bundle/statement.ts'
import type { Sealed } from '../../src/run/sealing.ts'
import { isSound, keys, newKey, ofRun, type Signed, sealOf, smallRun } from './small-run.ts'

const small = smallRun()

/** A responder that signs with its own key what it should not. */
function signing(change: (statement: Statement) => object) {
  return (signed: Signed): Signed => {
    const statement = readStatement(signed.statement)
    const text = statementText({ ...statement, ...change(statement) })
    return { ...signed, statement: text, signature: signStatement(text, keys.responder) }
  }
}

async function refusal(lie: (signed: Signed) => Signed, redact = false): Promise<string> {
  const far = farHalfOf(await sealOf(small, { redact }, lie), ofRun)
  assert.ok(!isSound(far), 'it was taken')
  assert.doesNotMatch(far.why, /\n/)
  return far.why
}

const other = { path: 'tapes/responder/a.jsonl', bytes: 1, sha256: '0'.repeat(64) }
const env = (text: string) => ({ path: 'environment/responder/a', text })

describe('bundle/far-half', () => {
  for (const redact of [false, true]) {
    it(`takes the half of an honest responder, ${redact ? 'masked' : 'as it is'}`, async () => {
      const far = farHalfOf(await sealOf(small, { redact }), ofRun)
      assert.ok(isSound(far))
      assert.equal(far.half.end, 'responder')
      assert.equal(far.statement.keys.responder, keys.responder.publicKey)
      assert.ok(far.files.length > 0)
    })
  }

  const lies: readonly (readonly [name: string, lie: (signed: Signed) => Signed, why: RegExp])[] = [
    ['no statement', signed => ({ ...signed, statement: 'I swear' }), /it is not JSON/],
    ['a statement of another form', signed => ({ ...signed, statement: '{}' }), /is no pathproof\/half/],
    [
      'a signature over something else',
      signed => ({ ...signed, signature: '0'.repeat(128) }),
      /signature does not fit/,
    ],
    ['a signature that is none', signed => ({ ...signed, signature: 'x' }), /signature does not fit/],
    ['another run', signing(() => ({ runId: 'b'.repeat(32) })), /of another run/],
    ['another begin', signing(() => ({ startedAt: '2020-01-01T00:00:00.000Z' })), /of another run/],
    [
      'another client',
      signing(({ keys: its }) => ({ keys: { ...its, client: newKey().publicKey } })),
      /names another client/,
    ],
    ['no client', signing(({ keys: its }) => ({ keys: { ...its, client: null } })), /names another client/],
    ['masks that nobody wanted', signing(() => ({ redaction: { sha256: '0'.repeat(64), masked: [] } })), /masked in/],
    ['what never came', signing(() => ({ absent: [{ path: 'run.json', why: 'x' }] })), /only the client can know/],
    ['the archive', signing(() => ({ container: { bytes: 1, sha256: '0'.repeat(64) } })), /only the client can know/],
    [
      'a file of the client',
      signing(({ files }) => ({ files: [...files, { ...other, path: 'report.html' }] })),
      /files that only the client makes/,
    ],
    [
      'a cycle of a run without control',
      signing(({ files }) => ({ files: [...files, { ...other, path: 'halves/responder.json' }] })),
      /files that only the client makes/,
    ],
    [
      'a file of its host that did not come',
      signing(({ files }) => ({ files: [...files, { ...other, path: 'environment/responder/a' }] })),
      /files that came with it are others/,
    ],
    ['fewer files than came', signed => ({ ...signed, files: [...signed.files, env('1')] }), /came with it are others/],
    [
      'one file twice',
      signed => ({ ...signed, files: [...signed.files, ...signed.files.slice(0, 1)] }),
      /came with it are others/,
    ],
    [
      'another text than came',
      signed => ({ ...signed, files: signed.files.map(it => ({ ...it, text: `${it.text} ` })) }),
      /came with it are others/,
    ],
    [
      'a path that leads out of the bundle',
      signed => ({ ...signed, files: [...signed.files.slice(1), { path: '../../x', text: '' }] }),
      /came with it are others/,
    ],
  ]
  for (const [name, lie, why] of lies) {
    it(`refuses a responder that signs ${name}`, async () => {
      const said = await refusal(lie)
      assert.match(said, /^what the responder signed was refused: /)
      assert.match(said, why)
    })
  }

  it('refuses a responder that signs under another map than the one that was agreed', async () => {
    const said = await refusal(
      signing(({ redaction }) => ({ redaction: redaction && { ...redaction, sha256: '0'.repeat(64) } })),
      true,
    )
    assert.match(said, /masked in another way than was agreed/)
  })

  it('refuses a responder that signs its tapes unmasked', async () => {
    assert.match(
      await refusal(
        signing(() => ({ redaction: null })),
        true,
      ),
      /masked in another way than was agreed/,
    )
  })

  it('refuses the half of a client, be it signed as well as can be', async () => {
    const said = await refusal(signed => {
      const text = statementText({
        ...readStatement(signed.statement),
        end: 'client',
        keys: { client: keys.client.publicKey, responder: keys.responder.publicKey },
      })
      return { ...signed, statement: text, signature: signStatement(text, keys.client) }
    })
    assert.match(said, /not the half of a responder/)
  })

  it('passes on why there is none, and no more of it than a statement takes', () => {
    const sealed = (why: string): Sealed => ({ map: null, far: { why }, hostsAllow: false })
    assert.deepEqual(farHalfOf(sealed('the control channel had ended'), ofRun), {
      why: 'the control channel had ended',
    })
    const far = farHalfOf(sealed('x'.repeat(5000)), ofRun)
    assert.ok(!isSound(far) && far.why.length <= 1000)
  })
})
