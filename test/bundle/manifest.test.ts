import assert from 'node:assert/strict'
import fc from 'fast-check'
import { BundleError } from '../../src/bundle/errors.ts'
import { manifestText, readManifest, signHalf } from '../../src/bundle/manifest.ts'
import { clientKey, mergerKey, responderKey, statementOf } from './small-bundle.ts'

const client = signHalf(statementOf('client', [], null), clientKey)
const responder = signHalf(statementOf('responder', [], null), responderKey)
const text = manifestText([responder, client])

function refused(of: string): string {
  try {
    readManifest(of)
  } catch (error) {
    assert.ok(error instanceof BundleError)
    return error.message
  }
  return assert.fail('it was taken')
}

describe('bundle/manifest', () => {
  it('holds the halves in one order, the client first', () => {
    assert.deepEqual(readManifest(text), { bundle: 'pathproof/bundle/1', halves: [client, responder] })
    assert.equal(manifestText([client, responder]), text)
  })

  it('holds what was merged behind both halves', () => {
    const merger = signHalf(statementOf('merger', [], null), mergerKey)
    const merged = manifestText([merger, responder, client])
    assert.deepEqual(readManifest(merged).halves, [client, responder, merger])
    assert.match(refused(manifestText([client, responder, merger, merger])), /not of this form/)
    assert.match(refused(manifestText([client, merger, merger])), /two halves of the merger/)
    assert.match(refused(text.replace('"end": "responder"', '"end": "server"')), /not of this form/)
  })

  it('ends in one line feed and is readable by a person', () => {
    assert.match(text, /^\{\n {2}"bundle": "pathproof\/bundle\/1",\n[\s\S]*\n\}\n$/)
  })

  it('takes one half and not two of one end', () => {
    assert.equal(readManifest(manifestText([responder])).halves.length, 1)
    assert.match(refused(manifestText([client, client])), /two halves of the client/)
    assert.match(refused(manifestText([])), /not of this form/)
  })

  it('takes no other writing of the same value', () => {
    const value = JSON.parse(text)
    for (const other of [JSON.stringify(value), `${text}\n`, text.replace('  "', '\t"'), `\ufeff${text}`]) {
      assert.match(refused(other), /not as it was written|not JSON/)
    }
    assert.match(refused(text.replace('"end": "client"', '"end":  "client"')), /not as it was written/)
    assert.match(refused(manifestText([client]).replace('"client"', '"\\u0063lient"')), /not as it was written/)
  })

  it('takes no unknown field and no signature in capitals', () => {
    assert.match(refused(text.replace('{\n', '{\n  "more": 1,\n')), /not of this form/)
    assert.match(refused(manifestText([{ ...client, signature: client.signature.toUpperCase() }])), /not of this form/)
  })

  it('tells a bundle of another version by its version', () => {
    assert.match(refused(text.replace('bundle/1', 'bundle/2')), /it is pathproof\/bundle\/2, which another version/)
    assert.doesNotMatch(refused(text.replace('bundle/1', 'bundle/\\u001b')), /another version/)
  })

  it('gives a manifest or a BundleError for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), it => {
        try {
          return manifestText(readManifest(it).halves) === it
        } catch (error) {
          return error instanceof BundleError
        }
      }),
      { seed: 20250601 },
    )
  })
})
