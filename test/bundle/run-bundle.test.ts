import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readManifest } from '../../src/bundle/manifest.ts'
import { readBundleReport, readBundleRun } from '../../src/bundle/read-run.ts'
import { whyUnsigned, writeRunBundle } from '../../src/bundle/run-bundle.ts'
import { keyFingerprint, readStatement } from '../../src/bundle/statement.ts'
import { type Verification, verifyBundle } from '../../src/bundle/verify.ts'
import { mapDigest, type RedactionMap } from '../../src/redaction/map.ts'
import { renderMarkdown } from '../../src/report/formats/markdown.ts'
import { parseReport, type Report } from '../../src/report/report.ts'
import { judgeRun } from '../../src/run/judging.ts'
import type { Sealed } from '../../src/run/sealing.ts'
import { readPcapng } from '../support/pcapng.ts'
import { heard, opened, tapeOf } from '../support/tapes.ts'
import { type Entries, entriesOf, packedAddress, placesOf, placesOfBytes, textAt } from './entries.ts'
import { scratchFolder } from './small-bundle.ts'
import { bundleOf, keys, known, runId, type SmallRun, sealOf, smallRun } from './small-run.ts'

const folder = scratchFolder()
let count = 0

interface Written {
  readonly file: string
  readonly report: Report
  readonly entries: Entries
  readonly verified: Verification
}

async function write(small: SmallRun, sealed: Sealed): Promise<Written> {
  const file = join(folder, `${count++}.zip`)
  const report = await writeRunBundle(file, bundleOf(small, sealed))
  return { file, report, entries: await entriesOf(file), verified: await verifyBundle(file) }
}

/** What was found, by whom, where; without the words that masks may change. */
function gist({ verdict, findings, ports }: Report) {
  const found = findings.map(({ id, device, severity, direction, family, port, side, seen }) => {
    return { id, device: device?.name, severity, direction, family, port, side, seen }
  })
  return { verdict, found, rows: ports.map(({ direction, port, verdict }) => [direction, port, verdict]) }
}

describe('bundle/run-bundle', () => {
  const small = smallRun()
  let plain: Written
  let masked: Written
  let map: RedactionMap
  before(async () => {
    plain = await write(small, await sealOf(small, { hostsAllow: true }))
    const sealed = await sealOf(small, { redact: true, hostsAllow: true })
    map = sealed.map ?? []
    masked = await write(small, sealed)
  })

  describe('as it is', () => {
    it('holds every file of a bundle, and nothing else', () => {
      const paths = [...plain.entries.keys()]
      const others = paths.filter(path => !/^(tapes|wireshark)\//.test(path))
      assert.deepEqual(others.sort(), [
        'environment/client/environment.json',
        'environment/client/firewall-nft.json',
        'environment/client/hosts.allow',
        'environment/client/listening.json',
        'environment/client/routes.json',
        'environment/responder/environment.json',
        'environment/responder/firewall-iptables.txt',
        'environment/responder/hosts.allow',
        'environment/responder/listening.json',
        'environment/responder/routes.json',
        'manifest.json',
        'report.html',
        'report.json',
        'run.json',
        'summary.md',
      ])
      assert.equal(paths.at(-1), 'manifest.json')
    })

    it('holds every tape once, and a capture of each', () => {
      const names = (top: string) =>
        [...plain.entries.keys()]
          .filter(path => path.startsWith(`${top}/`))
          .map(path => path.slice(top.length + 1).replace(/\.[a-z]+$/, ''))
          .sort()
      assert.equal(names('tapes').length, small.path.tapes.length)
      assert.deepEqual(names('wireshark'), names('tapes'))
    })

    it('is what both ends signed, with their keys', () => {
      const { problems, absent, unvouched, halves, redaction } = plain.verified
      assert.deepEqual(
        { problems, absent, unvouched, redaction },
        { problems: [], absent: [], unvouched: [], redaction: null },
      )
      assert.deepEqual(
        halves.map(({ end, genuine, fingerprint, hostname }) => ({ end, genuine, fingerprint, hostname })),
        [
          {
            end: 'client',
            genuine: true,
            fingerprint: keyFingerprint(keys.client.publicKey),
            hostname: known.clientName,
          },
          { end: 'responder', genuine: true, fingerprint: keyFingerprint(keys.responder.publicKey), hostname: 'mx7' },
        ],
      )
      const signed = halves.reduce((sum, { files }) => sum + files, 0)
      assert.deepEqual([plain.verified.runId, signed], [runId, plain.verified.files])
    })

    it('leaves to the responder what is its own', () => {
      const [client, responder] = statementsOf(plain)
      const isTheirs = (path: string) => /^(tapes|environment)\/responder\//.test(path)
      assert.ok(responder?.files.every(({ path }) => isTheirs(path)))
      assert.ok(client?.files.every(({ path }) => !isTheirs(path)))
    })

    it('shows one judgement in every form', async () => {
      const { report } = judgeRun(small.run)
      assert.deepEqual(plain.report, report)
      assert.deepEqual(
        gist(report).found.map(({ id }) => id),
        ['smtp.greeting.masked'],
      )
      assert.deepEqual(parseReport(textAt(plain.entries, 'report.json')), report)
      assert.equal(textAt(plain.entries, 'summary.md'), renderMarkdown(report))
      const html = textAt(plain.entries, 'report.html')
      assert.ok(html.includes('smtp.greeting.masked') && html.includes(runId))
      assert.deepEqual(await readBundleReport(plain.file), report)
    })

    it('is judged again to the same report', async () => {
      assert.deepEqual(judgeRun(await readBundleRun(plain.file)).report, plain.report)
    })

    it('names in its page the files of the tapes that it shows', () => {
      const named = [...textAt(plain.entries, 'report.html').matchAll(/tapes\/[\w/-]+\.jsonl/g)].map(([path]) => path)
      assert.ok(named.length > 0)
      for (const path of named) assert.ok(plain.entries.has(path), path)
    })

    it('says in the captures of both ends what was changed', () => {
      const commented = [...plain.entries].filter(([path, bytes]) => {
        if (!path.startsWith('wireshark/')) return false
        return readPcapng([bytes]).packets.some(({ comments }) => comments.some(it => /replaced on the way/.test(it)))
      })
      const ends = new Set(commented.map(([path]) => path.split('/')[1]))
      assert.deepEqual([...ends].sort(), ['client', 'responder'])
    })

    it("tells the responder's times by the client's clock", () => {
      const firstOf = (end: string) =>
        Math.min(
          ...[...plain.entries].flatMap(([path, bytes]) =>
            path.startsWith(`wireshark/${end}/`) ? readPcapng([bytes]).packets.map(({ atUs }) => atUs) : [],
          ),
        )
      assert.equal(Math.round((firstOf('responder') - firstOf('client')) / 1000), small.path.offsetMs)
    })
  })

  describe('masked', () => {
    it('holds no address and no name of anybody, in no form', () => {
      const names = Object.values(known)
      for (const text of names) assert.deepEqual([text, placesOf(text, masked.entries)], [text, []])
      for (const text of names.filter(it => /^[\d.]+$|:/.test(it))) {
        assert.deepEqual([text, placesOfBytes(packedAddress(text), masked.entries)], [text, []])
      }
    })

    it('would have been found out by that', () => {
      for (const text of Object.values(known)) assert.notDeepEqual([text, placesOf(text, plain.entries)], [text, []])
      const inPackets = placesOfBytes(packedAddress(known.serverAddress), plain.entries)
      assert.ok(inPackets.some(path => path.startsWith('wireshark/')))
    })

    it('holds the same files, by names that tell no more', () => {
      const shapes = (entries: Entries) =>
        [...entries.keys()].map(path => path.replace(/[0-9a-f]{12}(?=\.)/, '')).sort()
      assert.deepEqual(shapes(masked.entries), shapes(plain.entries))
    })

    it('finds the same as without masks', () => {
      assert.deepEqual(gist(masked.report), gist(plain.report))
    })

    it('shows each mask wherever its value stood', () => {
      const maskOf = (value: string) => map.find(it => it.value === value)?.mask ?? assert.fail(value)
      for (const value of [known.serverAddress, known.clientAddress, known.clientName, known.banner.toLowerCase()]) {
        assert.deepEqual(
          placesOf(maskOf(value), masked.entries)
            .filter(path => path !== 'manifest.json')
            .map(withoutDigest),
          placesOf(value, plain.entries).map(withoutDigest),
        )
      }
      const rules = textAt(masked.entries, 'environment/client/firewall-nft.json')
      assert.match(rules, new RegExp(maskOf(known.clientRule).replaceAll('.', '\\.')))
    })

    it('is masked at both ends by one map, and tells the masks but not what they hide', () => {
      const [client, responder] = statementsOf(masked)
      assert.equal(client?.redaction?.sha256, mapDigest(map))
      assert.deepEqual(responder?.redaction, client?.redaction)
      assert.deepEqual(
        client?.redaction?.masked,
        map.map(({ kind, mask }) => ({ kind, mask })),
      )
    })

    it('is what both ends signed, and is judged again to the same report', async () => {
      const { problems, absent, unvouched } = masked.verified
      assert.deepEqual({ problems, absent, unvouched }, { problems: [], absent: [], unvouched: [] })
      assert.deepEqual(judgeRun(await readBundleRun(masked.file)).report, masked.report)
    })

    it('keeps of ciphertext no more than how long it was, and its digest', () => {
      assert.ok(placesOfBytes(Buffer.from('\x17\x03\x03secret'), plain.entries).length > 0)
      assert.deepEqual(placesOfBytes(Buffer.from('\x17\x03\x03secret'), masked.entries), [])
      assert.ok(placesOf('"withheld":{"bytes":64,', masked.entries).length > 0)
    })
  })

  it('holds hosts.allow only for who has asked for it', async () => {
    const { entries } = await write(small, await sealOf(small))
    assert.deepEqual(
      [...entries.keys()].filter(path => path.endsWith('hosts.allow')),
      [],
    )
    assert.deepEqual(placesOf(known.clientAdmits, entries), [])
    assert.deepEqual(placesOf(known.serverAdmits, entries), [])
  })

  it('is signed by the client alone when there is no half of the responder, and says why', async () => {
    const sealed: Sealed = { map: null, far: { why: 'the control channel had ended' }, hostsAllow: false }
    assert.equal(whyUnsigned(bundleOf(small, sealed)), 'the control channel had ended')
    const { verified, entries } = await write(small, sealed)
    assert.deepEqual([verified.problems, verified.halves.map(({ end }) => end)], [[], ['client']])
    assert.deepEqual(verified.absent, [{ path: 'halves/responder', why: 'the control channel had ended' }])
    const theirs = [...entries.keys()].filter(path => path.startsWith('tapes/responder/'))
    assert.ok(theirs.length > 0)
    assert.deepEqual([...verified.unvouched].sort(), theirs.sort())
  })

  it('is made although the responder signed what cannot be taken', async () => {
    const sealed = await sealOf(small, {}, signed => ({ ...signed, statement: '{"statement":1}' }))
    const { verified } = await write(small, sealed)
    assert.deepEqual([verified.problems, verified.halves.map(({ end }) => end)], [[], ['client']])
    assert.match(verified.absent[0]?.why ?? '', /^what the responder signed was refused: /)
  })

  it('says which tapes of the responder never came, and which it did not sign', async () => {
    const lost = tapeOf('answerer', [opened(), heard('lost')], {})
    const sealed = await sealOf({ ...small, responderTapes: [...small.responderTapes.slice(1), lost] })
    const { verified } = await write(small, sealed)
    assert.deepEqual(verified.problems, [])
    assert.deepEqual(
      verified.absent.map(({ path, why }) => [path.replace(/stranger-.*/, ''), why]),
      [['tapes/responder/incoming-ipv4-tcp-25-', 'it had not arrived when the run ended']],
    )
    assert.equal(verified.unvouched.length, 1)
  })

  it('leaves nothing behind when it cannot be made', async () => {
    const dir = scratchFolder()
    const [tape] = small.path.tapes
    assert.ok(tape)
    // No tape is like that; JSON has no form for it.
    const odd = { ...tape, head: { ...tape.head, local: { address: '', port: 1n as never } } }
    const [path] = small.run.paths
    assert.ok(path)
    const run = { ...small.run, paths: [{ ...path, facts: { ...path.facts, tapes: [odd, ...path.facts.tapes] } }] }
    const sealed: Sealed = { map: null, far: { why: 'none' }, hostsAllow: false }
    await assert.rejects(writeRunBundle(join(dir, 'b.zip'), { run, sealed, key: keys.client }), /BigInt/)
    assert.deepEqual(readdirSync(dir), [])
  })
})

function withoutDigest(path: string): string {
  return path.replace(/[0-9a-f]{12}(?=\.)/, '')
}

function statementsOf({ entries }: Written) {
  return readManifest(textAt(entries, 'manifest.json')).halves.map(({ statement }) => readStatement(statement))
}
