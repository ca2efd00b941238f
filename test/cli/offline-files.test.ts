import assert from 'node:assert/strict'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, parse } from 'node:path'
import { nameOfCycle, writeHalf } from '../../cli/offline-files.ts'
import { verifyBundle } from '../../src/bundle/verify.ts'
import { clientKey, scratchFolder } from '../bundle/small-bundle.ts'
import { halvesOf } from '../offline/halves.ts'
import { unreadFirewall } from '../support/hosts.ts'

const folder = scratchFolder()
const bundle = { half: halvesOf().client, key: clientKey, firewall: unreadFirewall, hostsAllow: false }

function listener() {
  const said = { tell: [] as string[], warn: [] as string[] }
  return { said, told: { tell: (line: string) => said.tell.push(line), warn: (line: string) => said.warn.push(line) } }
}

describe('cli/offline-files', () => {
  it('names a later cycle by its hour and minute', () => {
    assert.equal(nameOfCycle('/var/tmp/mx.zip', '2026-03-01T14:05:00.000Z'), '/var/tmp/mx-1405.zip')
    assert.equal(nameOfCycle('mx', '2026-03-01T00:55:00.000Z'), 'mx-0055')
  })

  it('writes the half and says where', async () => {
    const { said, told } = listener()
    const file = join(folder, 'half.zip')
    assert.equal(await writeHalf(file, bundle, told), file)
    assert.deepEqual(said, { tell: [`half of the bundle: ${file}, signed by the client`], warn: [] })
    assert.deepEqual((await verifyBundle(file)).problems, [])
  })

  it('writes it elsewhere where it cannot be, and says so in any case', async () => {
    const { said, told } = listener()
    const name = `${parse(folder).base}-elsewhere.zip`
    const written = await writeHalf(join(folder, 'missing', name), bundle, told)
    assert.equal(written, join(tmpdir(), name))
    // It goes with the test's own folder.
    renameSync(written, join(folder, name))
    assert.equal(said.warn.length, 1)
    assert.match(said.warn[0] ?? '', /^cannot write the bundle .*no such file or directory .*; it goes to .* instead$/)
  })

  it('gives the first error when it can be written nowhere', async () => {
    const { told } = listener()
    const file = join(folder, 'directory.zip')
    mkdirSync(file)
    const before = process.env.TMPDIR
    process.env.TMPDIR = join(folder, 'nowhere')
    try {
      await assert.rejects(writeHalf(file, bundle, told), /directory\.zip: it is a directory/)
    } finally {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
    }
    assert.ok(!existsSync(join(folder, 'nowhere')))
  })
})
