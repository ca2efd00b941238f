import assert from 'node:assert/strict'
import {
  centralHeader,
  descriptor,
  differences,
  endRecord,
  localHeader,
  readCentral,
  zipSizes,
} from '../../src/bundle/zip-form.ts'

const entry = { path: 'run.json', stored: false, crc32: 0x01020304, packedBytes: 0x0a0b0c, bytes: 500, headerAt: 70000 }
const manifest = { ...entry, stored: true }

describe('bundle/zip-form', () => {
  it('writes the local header of a streamed entry without its sizes', () => {
    const hex = '504b0304140008080800000021000000000000000000000000000800000072756e2e6a736f6e'
    assert.equal(localHeader(entry).toString('hex'), hex)
  })

  it('writes the sizes of a stored entry into its header and nothing behind it', () => {
    assert.equal(localHeader(manifest).toString('hex', 4, 26), '1400000800000000210004030201' + '0c0b0a00' + 'f4010000')
    assert.equal(descriptor(manifest).length, 0)
  })

  it('reads from the directory what it wrote', () => {
    for (const it of [entry, manifest]) assert.deepEqual(readCentral(centralHeader(it)), it)
  })

  it('has records of the lengths it says', () => {
    assert.equal(localHeader(entry).length, zipSizes.local + entry.path.length)
    assert.equal(centralHeader(entry).length, zipSizes.central + entry.path.length)
    assert.equal(descriptor(entry).length, zipSizes.descriptor)
    assert.equal(endRecord({ entries: 1, bytes: 2, at: 3 }).length, zipSizes.end)
  })

  it('names the field of every changed byte', () => {
    const kinds = { local: localHeader(entry), central: centralHeader(entry), descriptor: descriptor(entry) }
    for (const [kind, record] of Object.entries(kinds) as [keyof typeof kinds, Buffer][]) {
      for (let at = 0; at < record.length; at++) {
        const other = Buffer.from(record)
        other.writeUInt8(record.readUInt8(at) ^ 0x40, at)
        assert.equal(differences(kind, other, record).length, 1, `${kind} ${at}`)
      }
      assert.deepEqual(differences(kind, record, record), [])
      assert.deepEqual(differences(kind, record.subarray(1), record), ['end'])
    }
  })

  it('calls fields by their names', () => {
    const other = localHeader({ ...entry, path: 'RUN.json' })
    assert.deepEqual(differences('local', other, localHeader(entry)), ['name'])
    const end = endRecord({ entries: 1, bytes: 2, at: 3 })
    assert.deepEqual(differences('end', endRecord({ entries: 1, bytes: 9, at: 3 }), end), ['size of the directory'])
  })
})
