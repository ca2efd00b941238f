import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { BundleError } from '../../src/bundle/errors.ts'
import { readStructure } from '../../src/bundle/zip-structure.ts'
import { honest, hostileZip, stored } from '../support/zip-hostile.ts'
import { contents, flipped, scratchFolder, writeBundle } from './small-bundle.ts'

const folder = scratchFolder()
const file = join(folder, 'a.zip')

function faultsOf(bytes: Uint8Array): string[] {
  writeFileSync(file, bytes)
  return readStructure(file).faults.map(it => `${it.part}: ${it.text}`)
}

/** Where the n-th time these bytes stand. */
function find(bytes: Buffer, text: string, times = 1): number {
  let at = -1
  for (let time = 0; time < times; time++) at = bytes.indexOf(text, at + 1)
  assert.notEqual(at, -1)
  return at
}

describe('bundle/zip-structure', () => {
  let whole: Buffer

  before(async () => {
    await writeBundle(file)
    whole = readFileSync(file)
  })

  it('finds nothing in what our writer wrote, and where its packed bytes stand', () => {
    writeFileSync(file, whole)
    const { faults, ranges, manifestAt } = readStructure(file)
    assert.deepEqual(faults, [])
    assert.deepEqual(
      ranges.map(it => it.path),
      [...Object.keys(contents), 'manifest.json'],
    )
    const manifest = ranges.at(-1) ?? assert.fail()
    assert.equal(whole.toString('utf8', manifest.at, manifest.at + 13), '{\n  "bundle":')
    assert.equal(manifest.at - manifestAt, 30 + 'manifest.json'.length)
  })

  it('finds every bit outside of the data, and names the entry whose header or trailer it is', () => {
    writeFileSync(file, whole)
    const { ranges } = readStructure(file)
    const directoryAt = whole.readUInt32LE(whole.length - 6)
    const missed: string[] = []
    for (let at = 0; at < whole.length; at++) {
      if (ranges.some(it => at >= it.at && at < it.at + it.bytes)) continue
      // What stands behind an entry's data is its trailer, of 16 bytes; what follows is the next one's header.
      const owner = at >= directoryAt ? null : ranges.find(it => at < it.at + it.bytes + 16)?.path
      for (let bit = 0; bit < 8; bit++) {
        const parts = flipped(file, whole, at, bit, () => readStructure(file).faults.map(it => it.part))
        if (owner === null ? parts.length === 0 : !parts.includes(owner ?? '')) missed.push(`${at}.${bit}`)
      }
    }
    assert.deepEqual(missed, [])
  })

  it('names the record and the field', () => {
    const bytes = Buffer.from(whole)
    bytes.writeUInt8(1, find(bytes, 'run.json') - 30 + 12)
    bytes.writeUInt8(1, bytes.lastIndexOf('report.html') - 46 + 36)
    assert.deepEqual(faultsOf(bytes), [
      'report.html: its directory record in the archive is not as it was written (internal attributes)',
      'run.json: its header in the archive is not as it was written (date)',
    ])
  })

  it('finds bytes put between entries, before all and before the directory', () => {
    const others = [0, find(whole, 'run.json') - 30, whole.lastIndexOf('report.html') - 46]
    for (const at of others) {
      const bytes = Buffer.concat([whole.subarray(0, at), Buffer.from('x'), whole.subarray(at)])
      bytes.writeUInt32LE(bytes.readUInt32LE(bytes.length - 6) + 1, bytes.length - 6)
      assert.ok(faultsOf(bytes).length > 0, String(at))
    }
  })

  it('says that a bundle was packed again', () => {
    const files = Object.entries(contents).map(([path, text]) => honest(path, text))
    const faults = faultsOf(hostileZip([...files, stored('manifest.json', '{}')]))
    assert.ok(faults.includes('run.json: its header in the archive is not as it was written (flags)'))
    assert.ok(faults.length <= 20)
  })

  it('wants the manifest at the end, stored', () => {
    const faults = faultsOf(hostileZip([stored('manifest.json', '{}'), honest('run.json', '{}')]))
    assert.ok(faults.includes('manifest.json: it does not stand at its place: the manifest comes last'))
    assert.ok(faults.includes('run.json: it is not packed as it was written'))
  })

  it('finds an empty archive and one whose directory lies', () => {
    assert.deepEqual(faultsOf(hostileZip([])), ['archive: it is empty'])
    const bytes = hostileZip([stored('run.json', 'x')])
    bytes.writeUInt16LE(60_000, find(bytes, 'run.json', 2) - 46 + 28)
    assert.ok(faultsOf(bytes).some(it => /length of the name/.test(it)))
    bytes.writeUInt16LE(1, find(bytes, 'run.json', 2) - 46 + 28)
    assert.match(faultsOf(bytes).join(), /archive: .*directory is longer than its entries/)
  })

  it('gives faults for any bytes and an error only for a file that cannot be read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), bytes => faultsOf(bytes).length > 0),
      { seed: 20250601, numRuns: 100 },
    )
    assert.throws(
      () => readStructure(join(folder, 'none')),
      error => error instanceof BundleError && error.guilty === 'machine',
    )
  })
})
