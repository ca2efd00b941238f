import assert from 'node:assert/strict'
import { createHalf } from '../../responder/half.ts'
import { isOfResponder } from '../../src/bundle/layout.ts'
import { fitsSignature, readStatement } from '../../src/bundle/statement.ts'
import { tapeFile } from '../../src/bundle/tape-file.ts'
import { signedFileOf } from '../../src/bundle/text-file.ts'
import { RemoteError } from '../../src/control/errors.ts'
import { RedactionError } from '../../src/redaction/error.ts'
import { mapDigest, masksFor, type RedactionMap } from '../../src/redaction/map.ts'
import { redactTape } from '../../src/redaction/tape.ts'
import { halfOf, keys, known, own, runId, smallRun, startedAt } from '../bundle/small-run.ts'
import { heard, opened, tapeOf } from '../support/tapes.ts'

const small = smallRun()
const request = { startedAt, map: null, hostsAllow: false }
const ofClient = masksFor(
  { addresses: [known.serverAddress, known.clientAddress], names: [known.clientName] },
  new Uint8Array(32).fill(7),
)

function signed(change: Partial<typeof request> = {}, map: unknown = null) {
  return halfOf(small, map !== null).sign({ ...request, ...change, map }, own)
}

function refusal(map: unknown): Error {
  try {
    signed({}, map)
  } catch (error) {
    assert.ok(error instanceof RedactionError || error instanceof RemoteError, String(error))
    assert.doesNotMatch(error.message, /\n/)
    return error
  }
  return assert.fail('it signed')
}

describe('responder/half', () => {
  it('signs for every tape and for what it says of its host, of this run and this client', () => {
    const { statement, signature, files, map } = signed()
    const said = readStatement(statement)
    assert.ok(fitsSignature(statement, signature, keys.responder.publicKey))
    assert.deepEqual(
      [said.end, said.runId, said.startedAt, said.keys],
      ['responder', runId, startedAt, { client: keys.client.publicKey, responder: keys.responder.publicKey }],
    )
    assert.deepEqual([map, said.redaction, said.absent, said.container], [null, null, [], null])
    const tapes = small.responderTapes.map(tapeFile).map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }))
    const expected = [...tapes, ...files.map(signedFileOf)].sort((a, b) => (a.path < b.path ? -1 : 1))
    assert.deepEqual(said.files, expected)
    assert.ok(said.files.every(({ path }) => isOfResponder(path)))
  })

  it('tells the rules of its own firewall, and hosts.allow only when it is asked for', () => {
    const paths = (hostsAllow: boolean) => signed({ hostsAllow }).files.map(({ path }) => path.split('/').at(-1))
    assert.ok(paths(false).includes('firewall-iptables.txt'))
    assert.deepEqual([paths(false).includes('hosts.allow'), paths(true).includes('hosts.allow')], [false, true])
  })

  it('lists two tapes that are alike once', () => {
    const half = halfOf(small, false)
    for (const tape of small.responderTapes) half.add(tape)
    const listed = readStatement(half.sign(request, own).statement).files
    assert.equal(listed.length, readStatement(signed().statement).files.length)
  })

  it('signs again, with what came since', () => {
    const half = halfOf(small, false)
    const before = readStatement(half.sign(request, own).statement).files.length
    half.add(tapeOf('answerer', [opened(), heard('late')], {}))
    assert.equal(readStatement(half.sign(request, own).statement).files.length, before + 1)
  })

  it("masks its tapes and its host by the client's map, and by its own for what only it knows", () => {
    const { statement, files, map } = signed({ hostsAllow: true }, ofClient)
    assert.ok(map)
    for (const mask of ofClient) {
      assert.deepEqual(
        map.find(({ value }) => value === mask.value),
        mask,
      )
    }
    const values = map.map(({ value }) => value)
    for (const value of [known.serverRule, known.serverAdmits, known.stranger, known.banner.toLowerCase()]) {
      assert.ok(values.includes(value), value)
    }
    const said = readStatement(statement)
    assert.equal(said.redaction?.sha256, mapDigest(map))
    const tapes = small.responderTapes.map(tape => tapeFile(redactTape(tape, map)).path).sort()
    assert.deepEqual(
      said.files.map(({ path }) => path).filter(path => path.startsWith('tapes/')),
      tapes,
    )
    const shown = files.map(({ text }) => text).join('\n')
    for (const value of [...values, 'mx7']) assert.ok(!shown.includes(value), value)
  })

  it('masks what it alone knows in another way each time', () => {
    const maskOf = (map: RedactionMap | null) =>
      map?.find(({ value }) => value === known.banner.toLowerCase())?.mask ?? assert.fail()
    assert.notEqual(maskOf(signed({}, ofClient).map), maskOf(signed({}, ofClient).map))
  })

  const wrong: readonly (readonly [name: string, map: unknown, why: RegExp])[] = [
    ['a word of the protocol', [{ kind: 'name', value: 'STARTTLS', mask: 'XXXXXXXA' }], /STARTTLS/],
    ['that word in lower case', [{ kind: 'name', value: 'starttls', mask: 'xxxxxxxa' }], /neither a host name/],
    ['a reserved name', [{ kind: 'name', value: 'probe.example', mask: 'xrobe.example' }], /neither a host name/],
    ['loopback', [{ kind: 'address', value: '127.0.0.1', mask: '127.0.0.2' }], /neither a host name/],
    [
      'a name by an address',
      [{ kind: 'name', value: 'mx.corp-mail.de', mask: '192.0.2.1' }],
      /the kind is another one/,
    ],
    ['by another length', [{ kind: 'address', value: '10.0.0.1', mask: '10.0.0.11' }], /other kinds of characters/],
    ['by a line feed', [{ kind: 'name', value: 'mx.corp.de', mask: 'mx\ncorp.de' }], /neither a host name/],
    [
      'two values by one mask',
      ['a', 'b'].map(it => ({ kind: 'name', value: `${it}.corp.de`, mask: 'c.corp.de' })),
      /twice/,
    ],
    ['by no map', 'everything', /not understood/],
    ['by a number', [7], /not understood/],
  ]
  for (const [name, map, why] of wrong) {
    it(`refuses to mask ${name}`, () => {
      const error = refusal(map)
      assert.ok(error instanceof RedactionError)
      assert.match(error.message, why)
    })
  }

  it('refuses masks in a run that began without, and to go without in one that began with them', () => {
    const says = { name: 'RemoteError', word: 'not-agreed' }
    assert.throws(() => halfOf(small, false).sign({ ...request, map: [...ofClient] }, own), says)
    assert.throws(() => halfOf(small, true).sign(request, own), says)
  })

  it('refuses a time that is none', () => {
    assert.throws(() => signed({ startedAt: 'yesterday' }), /field startedAt/)
  })

  it('does not hold more for masks than a small server has to spare, and says what to do', () => {
    const half = createHalf({ runId, clientKey: keys.client.publicKey, key: keys.responder, redact: true })
    // The same 32 MiB each time: what is counted is what would be held.
    const large = tapeOf(
      'answerer',
      [opened(), at => ({ kind: 'heard', atMs: at, layer: 'wire', bytes: mebibytes })],
      {},
    )
    for (let count = 0; count < 9; count += 1) half.add(large)
    assert.throws(() => half.sign({ ...request, map: [] }, own), { word: 'too-large', message: /without --redact$/ })
  })

  it('says so when more strangers came than a statement lists', function () {
    this.timeout(20_000)
    const half = halfOf(small, false)
    for (let at = 0; at < 20_001; at += 1) {
      half.add(tapeOf('answerer', [], { head: { startedAtMs: at } }))
    }
    assert.throws(() => half.sign(request, own), { word: 'too-large', message: /too many strangers/ })
  })
})

const mebibytes = new Uint8Array(32 * 1024 * 1024)
