/** The bundles of two real runs: what is in them, what is not, and that nothing in them can be changed unseen. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { manifestText, readManifest } from '../../src/bundle/manifest.ts'
import { readBundleRun } from '../../src/bundle/read-run.ts'
import { writeRunBundle } from '../../src/bundle/run-bundle.ts'
import { keyFingerprint, readStatement } from '../../src/bundle/statement.ts'
import { type Verification, verifyBundle } from '../../src/bundle/verify.ts'
import { createZip } from '../../src/bundle/zip-writer.ts'
import { type InstallationKey, loadInstallationKey } from '../../src/control/installation-key.ts'
import { encodePairing } from '../../src/control/pairing.ts'
import { renderMarkdown } from '../../src/report/formats/markdown.ts'
import { parseReport } from '../../src/report/report.ts'
import { judgeRun } from '../../src/run/judging.ts'
import type { Sealed } from '../../src/run/sealing.ts'
import { type Entries, entriesOf, packedAddress, placesOf, placesOfBytes, textAt } from '../bundle/entries.ts'
import { formsOf, secretsOf } from '../bundle/secrets.ts'
import { flipped, scratchFolder } from '../bundle/small-bundle.ts'
import { newFolder } from '../support/programs.ts'
import { runThrough, type World } from '../support/world.ts'

const folder = scratchFolder()

interface Bundled {
  readonly world: World
  readonly sealed: Sealed
  readonly file: string
  readonly entries: Entries
  readonly verified: Verification
  readonly responderKey: InstallationKey
}

async function bundled(name: string, redact: boolean, addresses: readonly string[]): Promise<Bundled> {
  const responderKey = loadInstallationKey(newFolder())
  const sealing = { redact, hostsAllow: true, names: [] }
  const world = await runThrough({ device: 'asa-esmtp', addresses, sealing, responderKey })
  const { facts: run, sealed } = world
  assert.ok(sealed)
  const file = join(folder, name)
  await writeRunBundle(file, { run, sealed, key: loadInstallationKey() })
  return { world, sealed, file, entries: await entriesOf(file), verified: await verifyBundle(file), responderKey }
}

/** Addresses of this host that say something: of one family each, where there is one. */
function ownAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap(its => its ?? [])
  const told = all.filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
  return ['IPv4', 'IPv6'].flatMap(family => told.find(it => it.family === family)?.address ?? [])
}

describe('story: bundle', function () {
  this.timeout(60_000)
  let plain: Bundled
  let masked: Bundled
  before(async () => {
    plain = await bundled('plain.zip', false, ['127.0.0.1'])
    const own = ownAddresses()
    masked = await bundled('masked.zip', true, own.length === 0 ? ['127.0.0.1'] : own)
  })

  it('is signed by both ends, with the keys of their installations', () => {
    for (const { verified, responderKey } of [plain, masked]) {
      const { problems, absent, unvouched, halves } = verified
      assert.deepEqual({ problems, absent, unvouched }, { problems: [], absent: [], unvouched: [] })
      assert.deepEqual(
        halves.map(({ end, genuine, fingerprint }) => [end, genuine, fingerprint]),
        [
          ['client', true, loadInstallationKey().fingerprint],
          ['responder', true, keyFingerprint(responderKey.publicKey)],
        ],
      )
    }
  })

  it('holds the report of the run, and is judged to it again', async () => {
    const { entries, world, file } = plain
    const report = parseReport(textAt(entries, 'report.json'))
    assert.deepEqual(report, world.report)
    assert.ok(report.findings.some(({ device }) => device?.name.startsWith('Cisco ASA')))
    assert.equal(textAt(entries, 'summary.md'), renderMarkdown(report))
    assert.deepEqual(judgeRun(await readBundleRun(file)).report, report)
  })

  it('holds every tape of both ends and a capture of each', () => {
    const paths = [...plain.entries.keys()]
    for (const end of ['client', 'responder']) {
      const taped = plain.world.tapes.filter(({ head }) => head.end === end).length
      assert.ok(taped > 0)
      for (const top of ['tapes', 'wireshark']) {
        assert.equal(paths.filter(path => path.startsWith(`${top}/${end}/`)).length, taped)
      }
    }
  })

  it('finds with masks what it finds without', () => {
    const { report } = masked.world
    const shown = parseReport(textAt(masked.entries, 'report.json'))
    const gist = ({ findings, ports }: typeof report) => [
      findings.map(({ key, id, severity, device, side, seen }) => [key, id, severity, device?.name, side, seen]),
      ports.map(({ direction, port, family, verdict }) => [direction, port, family, verdict]),
    ]
    assert.deepEqual(gist(shown), gist(report))
    assert.ok(shown.findings.length > 0)
  })

  it('holds with masks no address and no name of this host', function () {
    const all = Object.values(networkInterfaces()).flatMap(its => its ?? [])
    const addresses = all.filter(({ internal }) => !internal).map(({ address }) => address)
    if (addresses.length === 0) this.skip()
    for (const address of addresses) {
      assert.notDeepEqual([address, placesOf(address, plain.entries)], [address, []])
      assert.deepEqual([address, placesOf(address, masked.entries)], [address, []])
      assert.deepEqual([address, placesOfBytes(packedAddress(address), masked.entries)], [address, []])
    }
    // A short word may stand for anything.
    const name = hostname()
    if (name.length > 6) assert.deepEqual(placesOf(name, masked.entries), [])
    for (const end of ['client', 'responder']) {
      const told = JSON.parse(textAt(masked.entries, `environment/${end}/environment.json`))
      assert.notEqual(told.hostname, name)
    }
  })

  it('withholds with masks all ciphertext, and no word', () => {
    const tapes = [...masked.entries].filter(([path]) => path.startsWith('tapes/'))
    const texts = tapes.map(([path]) => textAt(masked.entries, path))
    const encrypted = texts.filter(text => text.includes('"kind":"tls-begin"'))
    assert.ok(encrypted.length > 0)
    for (const text of encrypted) {
      const [, after = ''] = text.split('"kind":"tls-begin"')
      const wire = after.split('\n').filter(line => line.includes('"layer":"wire"'))
      assert.ok(wire.every(line => line.includes('"bytes":""') && line.includes('"withheld"')))
    }
    for (const text of texts.filter(it => !it.includes('"kind":"tls-begin"'))) assert.ok(!text.includes('"withheld"'))
  })

  it('says which masks there are, at both ends the same, and not what they hide', () => {
    const { halves } = readManifest(textAt(masked.entries, 'manifest.json'))
    const [client, responder] = halves.map(({ statement }) => readStatement(statement).redaction)
    assert.deepEqual(client, responder)
    assert.deepEqual(
      client?.masked.map(({ mask }) => mask),
      masked.sealed.map?.map(({ mask }) => mask),
    )
  })

  it('holds no secret of the run, in no form', () => {
    for (const { entries, world, responderKey } of [plain, masked]) {
      for (const [name, bytes] of secretsOf(world.pairing, world.facts.runId, responderKey)) {
        assert.deepEqual([name, placesOfBytes(bytes, entries)], [name, []])
        for (const form of formsOf(bytes)) assert.deepEqual([name, placesOf(form, entries)], [name, []])
      }
      const code = encodePairing(world.pairing)
      for (const text of [code, code.replaceAll('-', ''), 'PRIVATE KEY', 'pp1-']) {
        assert.deepEqual([text, placesOf(text, entries)], [text, []])
      }
    }
  })

  it('would have been found out by that, in whatever form a secret stood there', () => {
    for (const [, bytes] of secretsOf(plain.world.pairing, plain.world.facts.runId, plain.responderKey)) {
      const around = [0, 1, 2].map(lead => Buffer.concat([Buffer.alloc(lead, 7), bytes, Buffer.from('after')]))
      for (const text of around.flatMap(it => ['hex', 'base64', 'base64url'].map(how => it.toString(how as 'hex')))) {
        const leak: Entries = new Map([['run.json', Buffer.from(`{"x":"${text}"}`)]])
        assert.ok(formsOf(bytes).some(form => placesOf(form, leak).length > 0))
      }
    }
  })

  it('names the file in which one bit was flipped', async () => {
    const kinds = [
      /^report\.html$/,
      /^report\.json$/,
      /^summary\.md$/,
      /^run\.json$/,
      /^tapes\/client\//,
      /^tapes\/responder\//,
      /^wireshark\/client\//,
      /^wireshark\/responder\//,
      /^environment\//,
    ]
    const paths = kinds.flatMap(kind => {
      const all = [...plain.entries.keys()].filter(path => kind.test(path))
      return kind.source.includes('environment') ? all : all.slice(0, 1)
    })
    assert.ok(paths.length >= kinds.length + 5)
    const whole = readFileSync(plain.file)
    for (const path of paths.filter(it => plain.entries.get(it)?.length !== 0)) {
      const at = dataAt(whole, path) + 2
      const { problems } = await flipped(plain.file, whole, at, 3, () => verifyBundle(plain.file))
      assert.ok(
        problems.some(({ part }) => part === path),
        `${path}: ${JSON.stringify(problems)}`,
      )
    }
  })

  it('finds a flipped bit in what is signed, and in the signatures', async () => {
    const whole = readFileSync(plain.file)
    const begin = dataAt(whole, 'manifest.json')
    for (const [text, part] of [
      ['\\"runId\\":\\"', /client|responder|manifest/],
      ['"signature": "', /client|responder|manifest/],
      ['"bundle": "', /manifest/],
    ] as const) {
      const at = whole.indexOf(text, begin) + text.length
      const { problems } = await flipped(plain.file, whole, at, 0, () => verifyBundle(plain.file))
      assert.match(problems.map(it => it.part).join(), part)
    }
    assert.deepEqual((await verifyBundle(plain.file)).problems, [])
  })

  it('misses a file that was taken out, and names one that was put in', async () => {
    const manifest = textAt(plain.entries, 'manifest.json')
    const [taken = ''] = [...plain.entries.keys()].filter(path => path.startsWith('tapes/responder/'))
    const less = await rewritten('less.zip', without(plain.entries, taken), manifest)
    assert.deepEqual(
      less.problems.filter(({ part }) => part === taken),
      [{ part: taken, text: 'missing' }],
    )
    const added = 'tapes/responder/a.jsonl'
    const more = await rewritten('more.zip', new Map([...plain.entries, [added, Buffer.from('x')]]), manifest)
    assert.match(more.problems.find(({ part }) => part === added)?.text ?? '', /^signed by nobody/)
  })

  it('does not take the half of another run for its own', async () => {
    const [own, others] = [plain, masked].map(({ entries }) => readManifest(textAt(entries, 'manifest.json')).halves)
    assert.ok(own?.[0] && others?.[1])
    const swapped = manifestText([own[0], others[1]])
    const { problems } = await rewritten('swapped.zip', plain.entries, swapped)
    const told = problems.filter(({ part }) => part === "the responder's half").map(({ text }) => text)
    assert.ok(told.includes("it is of another run than the client's half"), JSON.stringify(problems).slice(0, 500))
    assert.ok(problems.some(({ part, text }) => part.startsWith('tapes/responder/') && /^signed by nobody/.test(text)))
  })

  it('shows when the client has changed what the responder taped, though it signs that well', async () => {
    const { world, sealed } = plain
    const [path] = world.facts.paths
    assert.ok(path)
    const tapes = path.facts.tapes.map(tape => {
      if (tape.head.end !== 'responder' || !tape.events.some(({ kind }) => kind === 'heard')) return tape
      return { ...tape, ending: { ...tape.ending, atMs: tape.ending.atMs + 1 } }
    })
    const run = { ...world.facts, paths: [{ ...path, facts: { ...path.facts, tapes } }] }
    const file = join(folder, 'forged.zip')
    await writeRunBundle(file, { run, sealed, key: loadInstallationKey() })
    const { absent, unvouched } = await verifyBundle(file)
    assert.ok(absent.length > 0 && absent.length === unvouched.length)
    assert.ok([...absent.map(it => it.path), ...unvouched].every(it => it.startsWith('tapes/responder/')))
  })

  it('is made of a run that was called off, and signed by both', async () => {
    const calledOff = new AbortController()
    const sealing = { redact: false, hostsAllow: false, names: [] }
    const { facts, sealed, report, tapes } = await runThrough({
      device: 'stall',
      sealing,
      responderKey: plain.responderKey,
      signal: calledOff.signal,
      meanwhile: async () => void setTimeout(() => calledOff.abort(), 1500),
    })
    assert.ok(sealed && tapes.length > 0)
    const file = join(folder, 'called-off.zip')
    await writeRunBundle(file, { run: facts, sealed, key: loadInstallationKey() })
    const { problems, absent, unvouched, halves } = await verifyBundle(file)
    const said = { problems, absent, unvouched, halves: halves.length }
    assert.deepEqual(said, { problems: [], absent: [], unvouched: [], halves: 2 })
    assert.ok(report.run.notes.includes('the run was called off before its end'))
    assert.deepEqual(judgeRun(await readBundleRun(file)).report, report)
  })
})

/** Where the packed bytes of an entry begin: behind its local header (APPNOTE.TXT, 4.3.7). */
function dataAt(archive: Buffer, path: string): number {
  const signature = Buffer.from('PK\x03\x04', 'latin1')
  for (let at = archive.indexOf(signature); at >= 0; at = archive.indexOf(signature, at + 1)) {
    const nameBytes = archive.readUInt16LE(at + 26)
    if (archive.toString('latin1', at + 30, at + 30 + nameBytes) === path) {
      return at + 30 + nameBytes + archive.readUInt16LE(at + 28)
    }
  }
  return assert.fail(`${path} is not in the archive`)
}

function without(entries: Entries, path: string): Entries {
  return new Map([...entries].filter(([its]) => its !== path))
}

/** An archive of these files under a manifest as it stands; what is found in it. */
async function rewritten(name: string, entries: Entries, manifest: string): Promise<Verification> {
  const file = join(folder, name)
  const zip = createZip(file)
  for (const [path, bytes] of without(entries, 'manifest.json')) await zip.add(path, [bytes])
  await zip.finish(() => manifest)
  return verifyBundle(file)
}
