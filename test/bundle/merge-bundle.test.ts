import assert from 'node:assert/strict'
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BundleError } from '../../src/bundle/errors.ts'
import { writeHalfBundle } from '../../src/bundle/half-bundle.ts'
import { type Merged, mergeBundles } from '../../src/bundle/merge-bundle.ts'
import { readBundleReport, readBundleRun, withBundle } from '../../src/bundle/read-run.ts'
import { keyFingerprint } from '../../src/bundle/statement.ts'
import { verifyBundle } from '../../src/bundle/verify.ts'
import { createZip } from '../../src/bundle/zip-writer.ts'
import { bytesOf } from '../../src/bytes.ts'
import { MergeError } from '../../src/offline/errors.ts'
import { judgeRun } from '../../src/run/judging.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { halvesOf, type Wish } from '../offline/halves.ts'
import { unreadFirewall } from '../support/hosts.ts'
import { readPcapng } from '../support/pcapng.ts'
import { clientKey, flipped, mergerKey, responderKey, scratchFolder } from './small-bundle.ts'

const folder = scratchFolder()
const keys = { client: clientKey, responder: responderKey } as const

async function writtenHalf(
  name: string,
  end: 'client' | 'responder',
  wish: Wish = {},
  change: (tape: Tape) => Tape = tape => tape,
): Promise<string> {
  const file = join(folder, name)
  const { record, tapes } = halvesOf(wish)[end]
  const half = { record, tapes: tapes.map(change) }
  await writeHalfBundle(file, { half, key: keys[end], firewall: unreadFirewall, hostsAllow: false })
  return file
}

function merge(
  name: string,
  halves: readonly [string, string],
  failOn: 'fault' | 'warning' = 'fault',
): Promise<Merged> {
  return mergeBundles(join(folder, name), { halves, failOn, key: mergerKey })
}

/** Words that came otherwise on the incoming TCP port. */
function inRaw(words: string, others: string): (tape: Tape) => Tape {
  return tape => {
    if (tape.head.transport !== 'tcp' || tape.head.direction !== 'incoming') return tape
    const events = tape.events.map(event => {
      if (event.kind !== 'heard') return event
      return { ...event, bytes: bytesOf(Buffer.from(event.bytes).toString('latin1').replace(words, others)) }
    })
    return { ...tape, events }
  }
}

/** Every file's bytes, by path. */
function contentsOf(file: string): Promise<ReadonlyMap<string, Buffer>> {
  return withBundle(file, async zip => {
    const all = new Map<string, Buffer>()
    for (const { path } of zip.entries()) {
      const pieces: Uint8Array[] = []
      for await (const piece of zip.stream(path)) pieces.push(piece)
      all.set(path, Buffer.concat(pieces))
    }
    return all
  })
}

describe('bundle/merge-bundle', () => {
  let client = ''
  let responder = ''
  let merged: Merged
  const whole = join(folder, 'whole.zip')
  before(async () => {
    client = await writtenHalf('client.zip', 'client')
    responder = await writtenHalf('responder.zip', 'responder')
    merged = await merge('whole.zip', [responder, client])
  })

  describe('of two halves', () => {
    it('holds everything of both, byte for byte', async () => {
      const all = await contentsOf(whole)
      for (const half of [client, responder]) {
        for (const [path, bytes] of await contentsOf(half)) {
          if (path !== 'manifest.json') assert.ok(all.get(path)?.equals(bytes), path)
        }
      }
    })

    it('holds besides what is made of both: the report in every form, the run, and a capture of each tape', async () => {
      const halves = [...(await contentsOf(client)).keys(), ...(await contentsOf(responder)).keys()]
      const made = [...(await contentsOf(whole)).keys()].filter(path => !halves.includes(path))
      const captures = halves.flatMap(path =>
        path.startsWith('tapes/') ? [path.replace('tapes/', 'wireshark/').replace('.jsonl', '.pcapng')] : [],
      )
      assert.deepEqual(made.sort(), [...captures, 'report.html', 'report.json', 'run.json', 'summary.md'].sort())
    })

    it('is what three keys signed, and verification tells all of them', async () => {
      const found = await verifyBundle(whole)
      assert.deepEqual([found.problems, found.absent, found.unvouched, found.kind], [[], [], [], 'merged'])
      assert.deepEqual(
        found.halves.map(it => [it.end, it.genuine, it.fingerprint, it.hostname]),
        [
          ['client', true, keyFingerprint(clientKey.publicKey), 'client.example'],
          ['responder', true, keyFingerprint(responderKey.publicKey), 'responder.example'],
          ['merger', true, keyFingerprint(mergerKey.publicKey), null],
        ],
      )
      assert.equal(
        found.halves.reduce((sum, { files }) => sum + files, 0),
        found.files,
      )
    })

    it('holds the report that was given, and is judged again to the same one', async () => {
      const report = await readBundleReport(whole)
      assert.deepEqual(report, JSON.parse(JSON.stringify(merged.report)))
      assert.deepEqual(judgeRun(await readBundleRun(whole)).report, merged.report)
      assert.deepEqual([report.verdict, report.findings], ['intact', []])
    })

    it('says in its notes how the halves fit', async () => {
      const { run } = await readBundleReport(whole)
      assert.match(
        run.notes.join('\n'),
        /^IPv4: two halves were joined without a control channel; the clocks .* differ by 0\.0 s/,
      )
      assert.match((await contentsOf(whole)).get('report.html')?.toString() ?? '', /two halves were joined/)
    })

    it('has captures that a reader of packets takes', async () => {
      const all = await contentsOf(whole)
      const captures = [...all].filter(([path]) => path.startsWith('wireshark/'))
      for (const [path, bytes] of captures) assert.match(readPcapng([bytes]).application, /^pathproof /, path)
    })

    it('is the same whichever half is named first', async () => {
      await merge('other.zip', [client, responder])
      const [a, b] = [await contentsOf(whole), await contentsOf(join(folder, 'other.zip'))]
      assert.deepEqual([...b.keys()], [...a.keys()])
      for (const [path, bytes] of b) if (path !== 'manifest.json') assert.ok(a.get(path)?.equals(bytes), path)
    })
  })

  it('shows what was changed on the way: in the page with links to both tapes, and in both captures', async () => {
    const changed = await writtenHalf('changed-words.zip', 'responder', {}, inRaw('ello', 'ELLO'))
    const { report } = await merge('fault.zip', [client, changed])
    assert.deepEqual([report.verdict, report.findings.length], ['faulty', 1])
    const all = await contentsOf(join(folder, 'fault.zip'))
    const html = all.get('report.html')?.toString() ?? ''
    const shown = [...all.keys()].filter(path => path.startsWith('tapes/') && html.includes(path))
    assert.deepEqual(shown.map(path => path.split('/')[1]).sort(), ['client', 'responder'])
    for (const path of shown) {
      const capture = all.get(path.replace('tapes/', 'wireshark/').replace('.jsonl', '.pcapng'))
      assert.match(capture?.toString('latin1') ?? '', /Pathproof: replaced on the way/, path)
    }
    assert.deepEqual((await verifyBundle(join(folder, 'fault.zip'))).problems, [])
  })

  it('fails on warnings when the client or the merger wanted that', async () => {
    const strict = await writtenHalf('strict.zip', 'client', { client: { failOn: 'warning' } })
    assert.equal(merged.failOn, 'fault')
    assert.equal((await merge('strict-1.zip', [strict, responder])).failOn, 'warning')
    assert.equal((await merge('strict-2.zip', [client, responder], 'warning')).failOn, 'warning')
  })

  it('takes two halves that one installation signed', async () => {
    const half = halvesOf().responder
    const file = join(folder, 'same-key.zip')
    await writeHalfBundle(file, { half, key: clientKey, firewall: unreadFirewall, hostsAllow: false })
    await mergeBundles(join(folder, 'one-key.zip'), { halves: [client, file], failOn: 'fault', key: clientKey })
    assert.deepEqual((await verifyBundle(join(folder, 'one-key.zip'))).problems, [])
  })

  describe('changed afterwards', () => {
    it('is found out by a flipped bit in a file of each signer', async () => {
      const copy = join(folder, 'flipped.zip')
      copyFileSync(whole, copy)
      const bytes = readFileSync(copy)
      for (const path of ['halves/client.json', 'halves/responder.json', 'run.json', 'report.html']) {
        const at = bytes.indexOf(path) + path.length + 20
        const { problems } = await flipped(copy, bytes, at, 0, () => verifyBundle(copy))
        assert.ok(
          problems.some(({ part }) => part === path),
          `${path}: ${JSON.stringify(problems)}`,
        )
      }
    })

    it('is found out by a half of another cycle in the place of its own', async () => {
      const otherRun = { runId: 'b'.repeat(32), cycle: '2026-03-01T14:10:00.000Z' }
      const other = await writtenHalf('other-cycle.zip', 'responder', { responder: otherRun })
      const { problems } = await verifyBundle(await withHalfOf(other, 'swapped.zip'))
      const told = problems.map(({ part, text }) => `${part}: ${text}`).join('\n')
      assert.match(told, /^the responder's half: it is of another run than what was merged$/m)
    })

    it('is found out by the same half signed by another installation', async () => {
      const file = join(folder, 'other-key.zip')
      await writeHalfBundle(file, {
        half: halvesOf().responder,
        key: mergerKey,
        firewall: unreadFirewall,
        hostsAllow: false,
      })
      const { problems } = await verifyBundle(await withHalfOf(file, 'swapped-key.zip'))
      assert.match(
        problems.map(({ part, text }) => `${part}: ${text}`).join('\n'),
        /^the responder's half: it was signed by another installation than the one whose half was merged$/m,
      )
    })

    /** The whole bundle with the responder's half of another one, everything else as it was. */
    async function withHalfOf(other: string, name: string): Promise<string> {
      const file = join(folder, name)
      const [own, theirs] = [await contentsOf(whole), await contentsOf(other)]
      const manifest = JSON.parse(own.get('manifest.json')?.toString() ?? '')
      const [half] = JSON.parse(theirs.get('manifest.json')?.toString() ?? '').halves
      manifest.halves = manifest.halves.map((it: { end: string }) => (it.end === 'responder' ? half : it))
      const zip = createZip(file)
      for (const [path, bytes] of own) if (path !== 'manifest.json') await zip.add(path, [theirs.get(path) ?? bytes])
      await zip.finish(() => `${JSON.stringify(manifest, null, 2)}\n`)
      return file
    }
  })

  describe('refused', () => {
    let left: readonly string[] = []
    beforeEach(() => {
      left = readdirSync(folder)
    })
    afterEach(() => {
      assert.ok(!existsSync(join(folder, 'never.zip')))
      assert.deepEqual(
        readdirSync(folder).filter(name => name.endsWith('.part')),
        left.filter(name => name.endsWith('.part')),
      )
    })

    it('takes no half that was changed, and names what was', async () => {
      const copy = join(folder, 'changed.zip')
      const bytes = readFileSync(client)
      const at = bytes.indexOf('halves/client.json') + 60
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
      writeFileSync(copy, bytes)
      await assert.rejects(merge('never.zip', [copy, responder]), (error: BundleError) => {
        assert.ok(error instanceof BundleError)
        assert.ok(error.message.startsWith(`${copy} is not what was signed: halves/client.json: `), error.message)
        return true
      })
    })

    it('takes no two halves of one end', async () => {
      await assert.rejects(merge('never.zip', [client, client]), (error: Error) => {
        assert.ok(error instanceof MergeError)
        assert.match(error.message, /^both halves are the client's; /)
        return true
      })
    })

    it('takes no halves of two cycles', async () => {
      const later = { runId: 'b'.repeat(32), cycle: '2026-03-01T14:10:00.000Z' }
      const other = await writtenHalf('later.zip', 'responder', { responder: later })
      await assert.rejects(merge('never.zip', [client, other]), {
        name: 'MergeError',
        message:
          'no cycle in common: the client played 2026-03-01 14:05:00 UTC, the responder 2026-03-01 14:10:00 UTC; run both ends at the same time',
      })
    })

    it('takes no bundle that is whole', async () => {
      await assert.rejects(merge('never.zip', [client, whole]), /is a whole bundle already/)
    })

    it('takes no file that is no bundle', async () => {
      const file = join(folder, 'text.zip')
      writeFileSync(file, 'no archive at all, but long enough to look for the end of one')
      await assert.rejects(
        merge('never.zip', [file, responder]),
        /is not what was signed: archive: it is no zip archive/,
      )
      await assert.rejects(merge('never.zip', [join(folder, 'nowhere.zip'), responder]), /no such file/)
    })

    it('leaves nothing behind where the bundle cannot be written', async () => {
      await assert.rejects(merge('missing/never.zip', [client, responder]), { name: 'BundleError', guilty: 'machine' })
    })
  })
})
