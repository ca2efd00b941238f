import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type OfflineOutcome, type PlayCycles, playOffline } from '../../cli/offline-responder.ts'
import { verifyBundle } from '../../src/bundle/verify.ts'
import { loadInstallationKey } from '../../src/control/installation-key.ts'
import type { Half } from '../../src/offline/half.ts'
import { scratchFolder } from '../bundle/small-bundle.ts'
import { halvesOf } from '../offline/halves.ts'
import { clockAt, pairingFor } from '../offline/rig.ts'
import { unreadFirewall } from '../support/hosts.ts'

const folder = scratchFolder()

/** The responder's half of a cycle, with tapes or without. */
function halfAt(time: string, isHeard: boolean): Half {
  const { record, tapes } = halvesOf({ responder: { cycle: `2026-03-01T${time}:00.000Z` } }).responder
  return { record, tapes: isHeard ? tapes : [] }
}

interface Played extends OfflineOutcome {
  readonly told: readonly string[]
}

/** Plays these halves as cycles, into a file of this name. */
async function played(name: string, halves: readonly Half[]): Promise<Played> {
  const told: string[] = []
  const play: PlayCycles = async ({ onHalf }) => {
    for (const half of halves) await onHalf?.(half)
    return halves
  }
  const outcome = await playOffline(
    {
      pairing: pairingFor(clockAt(0)),
      addresses: [],
      until: new Date(),
      rows: [],
      mayListen: () => null,
      firewall: unreadFirewall,
      hostsAllow: null,
      key: loadInstallationKey(join(folder, 'state')),
      file: join(folder, name),
      tell: line => told.push(line),
      signal: new AbortController().signal,
    },
    play,
  )
  return { ...outcome, told }
}

function at(...names: readonly string[]): readonly string[] {
  return names.map(name => join(folder, name))
}

describe('cli/offline-responder', () => {
  it('writes the half of each cycle in which somebody was heard, the later ones under their times', async () => {
    const { files, isFailed, told } = await played('mx.zip', [
      halfAt('14:05', false),
      halfAt('14:10', true),
      halfAt('14:15', false),
      halfAt('14:20', true),
    ])
    assert.deepEqual([files, isFailed], [at('mx.zip', 'mx-1420.zip'), false])
    for (const file of files) assert.deepEqual((await verifyBundle(file)).problems, [])
    assert.deepEqual(told.slice(-2), [
      'now: pathproof merge CLIENT-HALF RESPONDER-HALF -o ticket.zip',
      `the responder's half is that of the client's cycle: ${files.join(', ')}`,
    ])
  })

  it('writes the last half when nobody was heard, and says that', async () => {
    const { files, told } = await played('nobody.zip', [halfAt('14:05', false), halfAt('14:10', false)])
    assert.deepEqual(files, at('nobody.zip'))
    assert.ok(told.includes('the client was not heard in any cycle; the half of the last one is written all the same'))
    assert.equal((await verifyBundle(files[0] ?? '')).halves[0]?.startedAt, '2026-03-01T14:10:00.000Z')
    assert.equal(told.at(-1), `now: pathproof merge CLIENT-HALF ${files[0]} -o ticket.zip`)
  })

  it('writes nothing when it ended before a cycle, and says that', async () => {
    const { files, told } = await played('nothing.zip', [])
    assert.deepEqual([files, told], [[], ['ended before a cycle was begun; nothing was taped']])
    assert.ok(!existsSync(join(folder, 'nothing.zip')))
  })

  it('goes on when a half can be written nowhere', async () => {
    mkdirSync(join(folder, 'lost.zip'))
    const before = process.env.TMPDIR
    process.env.TMPDIR = join(folder, 'nowhere')
    try {
      const { files, isFailed, told } = await played('lost.zip', [halfAt('14:05', true), halfAt('14:10', true)])
      assert.deepEqual([files, isFailed], [at('lost-1410.zip'), true])
      assert.ok(
        told.some(line => /^the half of the cycle of 14:05:00 UTC is lost: .*it is a directory/.test(line)),
        told.join('\n'),
      )
    } finally {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
    }
  })
})
