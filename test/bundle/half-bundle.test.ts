import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { BundleError } from '../../src/bundle/errors.ts'
import { type HalfBundle, readHalfBundle, writeHalfBundle } from '../../src/bundle/half-bundle.ts'
import { manifestText, signHalf } from '../../src/bundle/manifest.ts'
import { readBundleReport, readBundleRun, withBundle } from '../../src/bundle/read-run.ts'
import type { SignedFile, Statement } from '../../src/bundle/statement.ts'
import { keyFingerprint } from '../../src/bundle/statement.ts'
import { verifyBundle } from '../../src/bundle/verify.ts'
import { createZip } from '../../src/bundle/zip-writer.ts'
import type { FirewallFacts } from '../../src/host/facts.ts'
import { halfText } from '../../src/offline/half.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { halvesOf, type Wish } from '../offline/halves.ts'
import { silentHost } from '../support/hosts.ts'
import { heard, opened, tapeOf } from '../support/tapes.ts'
import { clientKey, responderKey, scratchFolder, statementOf } from './small-bundle.ts'

const folder = scratchFolder()
const rules = 'table inet filter { }\n'
const firewall: FirewallFacts = {
  state: 'read',
  at: '2026-03-01T14:00:00.000Z',
  sources: [{ tool: 'iptables', text: rules }],
}

function bundleOf(end: 'client' | 'responder', wish: Wish = {}): HalfBundle {
  const key = end === 'client' ? clientKey : responderKey
  return { half: halvesOf(wish)[end], key, firewall, hostsAllow: false }
}

async function written(name: string, bundle: HalfBundle): Promise<string> {
  const file = join(folder, name)
  await writeHalfBundle(file, bundle)
  return file
}

function pathsIn(file: string): Promise<readonly string[]> {
  return withBundle(file, async zip => zip.entries().map(({ path }) => path))
}

function read(file: string) {
  return withBundle(file, zip => readHalfBundle(file, zip))
}

/** Any files, and a statement that fits them: what somebody may sign who means no good. */
async function forged(name: string, files: Readonly<Record<string, string>>, change: Partial<Statement> = {}) {
  const file = join(folder, name)
  const zip = createZip(file)
  const signed: SignedFile[] = []
  for (const [path, text] of Object.entries(files)) signed.push(await zip.add(path, [text]))
  const { record } = halvesOf().client
  const keys = { client: clientKey.publicKey, responder: null }
  await zip.finish(container => {
    const statement = { ...statementOf('client', signed, container), keys, runId: record.runId, ...change }
    return manifestText([signHalf(statement, clientKey)])
  })
  return file
}

describe('bundle/half-bundle', () => {
  for (const end of ['client', 'responder'] as const) {
    it(`holds the ${end}'s tapes, its cycle and what it says of its host, and nothing that is made of both`, async () => {
      const bundle = bundleOf(end)
      const paths = await pathsIn(await written(`${end}.zip`, bundle))
      const tapes = paths.filter(path => path.startsWith(`tapes/${end}/`))
      assert.equal(tapes.length, bundle.half.tapes.length)
      assert.deepEqual(
        paths.filter(path => !tapes.includes(path)),
        [
          `halves/${end}.json`,
          ...['environment.json', 'listening.json', 'routes.json', 'firewall-iptables.txt'].map(
            name => `environment/${end}/${name}`,
          ),
          'manifest.json',
        ],
      )
    })

    it(`is what the ${end} signed, which names no other key`, async () => {
      const file = await written(`signed-${end}.zip`, bundleOf(end))
      const found = await verifyBundle(file)
      const { publicKey } = end === 'client' ? clientKey : responderKey
      assert.deepEqual([found.problems, found.absent, found.unvouched, found.kind], [[], [], [], 'half'])
      assert.deepEqual(
        found.halves.map(it => [it.end, it.genuine, it.fingerprint, it.hostname]),
        [[end, true, keyFingerprint(publicKey), `${end}.example`]],
      )
      const { statement } = await read(file)
      assert.deepEqual(statement.keys, { client: null, responder: null, [end]: publicKey })
      assert.equal(statement.startedAt, '2026-03-01T14:05:00.000Z')
    })
  }

  it('is readable by its owner alone', async () => {
    assert.equal(statSync(await written('mode.zip', bundleOf('client'))).mode & 0o777, 0o600)
  })

  it('is read as it was written', async () => {
    const { half, ...bundle } = bundleOf('client')
    const { record, tapes, end } = await read(await written('again.zip', { ...bundle, half }))
    assert.equal(end, 'client')
    assert.deepEqual(record, half.record)
    const inOrder = (list: readonly Tape[]) =>
      [...list].sort(
        (a, b) => a.head.startedAtMs - b.head.startedAtMs || (`${a.head.session}` < `${b.head.session}` ? -1 : 1),
      )
    assert.deepEqual(inOrder(tapes.map(({ tape }) => tape)), inOrder(half.tapes))
  })

  it('holds of hosts.allow whom SSH admits, and all of it only for who asks for it', async () => {
    const hostsAllow = [
      { daemons: ['sshd'], clients: ['192.0.2.9'] },
      { daemons: ['rsync'], clients: ['backup.inner.example'] },
    ]
    const host = { facts: { ...silentHost, hostsAllow }, firewall: [] }
    const bundle = bundleOf('client', { clientPath: { host } })
    const of = async (file: string) => {
      const { record } = await read(file)
      return { paths: await pathsIn(file), allow: record.paths[0]?.host.facts.hostsAllow }
    }
    const without = await of(await written('no-allow.zip', bundle))
    assert.deepEqual(without.allow, hostsAllow.slice(0, 1))
    assert.ok(!without.paths.includes('environment/client/hosts.allow'))
    const asked = await written('allow.zip', { ...bundle, hostsAllow: true })
    assert.ok((await of(asked)).paths.includes('environment/client/hosts.allow'))
    const text = await withBundle(asked, zip => zip.text('environment/client/hosts.allow', 1000))
    assert.equal(text, 'sshd: 192.0.2.9\nrsync: backup.inner.example\n')
  })

  it('leaves strangers out where there is no room, never a session, and says how many', async () => {
    const { half, ...bundle } = bundleOf('responder')
    const room = 20
    const strangers = Array.from({ length: room }, (_, at) =>
      tapeOf('answerer', [opened(), heard(`${at}`)], {
        head: { ...half.tapes[0]?.head, session: null, startedAtMs: at },
      }),
    )
    const file = join(folder, 'crowded.zip')
    const crowded = { ...half, tapes: [...strangers, ...half.tapes] }
    const { leftOut } = await writeHalfBundle(file, { ...bundle, half: crowded }, room)
    assert.equal(leftOut, half.tapes.length)
    const paths = await pathsIn(file)
    assert.equal(paths.filter(path => path.startsWith('tapes/')).length, room)
    assert.equal(
      paths.filter(path => path.startsWith('tapes/') && !path.includes('stranger')).length,
      half.tapes.length,
    )
  })

  it('is no report and no run, and says what to do first', async () => {
    const file = await written('half.zip', bundleOf('responder'))
    for (const read of [readBundleReport, readBundleRun]) {
      await assert.rejects(read(file), (error: BundleError) => {
        assert.ok(error instanceof BundleError)
        assert.ok(error.message.startsWith(`${file} is the half of the responder alone`), error.message)
        assert.ok(error.message.endsWith(`pathproof merge OTHER-HALF ${file} -o BUNDLE`), error.message)
        return true
      })
    }
  })

  describe('read with suspicion', () => {
    const { record } = halvesOf().client
    const cycle = { 'halves/client.json': halfText(record) }
    const cases: readonly (readonly [RegExp, Readonly<Record<string, string>>, Partial<Statement>?])[] = [
      [/is not the half of a run; give one of check --offline/, { 'report.html': 'x' }],
      [/is a whole bundle already; only the halves/, { ...cycle, 'run.json': '{}' }],
      [/is not the half of a run/, { ...cycle, 'halves/responder.json': halfText(record) }],
      [/report\.html has no place in the half of the client/, { ...cycle, 'report.html': 'x' }],
      [/a\.jsonl has no place in the half of the client/, { ...cycle, 'tapes/responder/a.jsonl': 'x' }],
      [/halves\/client\.json: the half of the run is no JSON/, { 'halves/client.json': 'x' }],
      [/tapes\/client\/a\.jsonl: /, { ...cycle, 'tapes/client/a.jsonl': 'x' }],
      [
        /one end speaks in it and another one signed it/,
        { 'halves/client.json': halfText({ ...record, end: 'responder' }) },
      ],
      [/it was signed for another run/, cycle, { runId: 'f'.repeat(32) }],
      [/masks were laid over it/, cycle, { redaction: { sha256: 'ab'.repeat(32), masked: [] } }],
      [/a part of it never came/, cycle, { absent: [{ path: 'halves/responder', why: 'x' }] }],
    ]
    for (const [at, [why, files, change]] of cases.entries()) {
      it(`refuses: ${why.source}`, async () => {
        const file = await forged(`forged-${at}.zip`, files, change)
        await assert.rejects(read(file), (error: BundleError) => {
          assert.ok(error instanceof BundleError)
          assert.match(error.message, why)
          assert.ok(error.message.startsWith(file), error.message)
          return true
        })
      })
    }
  })

  it('leaves nothing behind when it cannot be written', async () => {
    await assert.rejects(writeHalfBundle(join(folder, 'missing', 'a.zip'), bundleOf('client')), {
      name: 'BundleError',
      guilty: 'machine',
    })
  })
})
