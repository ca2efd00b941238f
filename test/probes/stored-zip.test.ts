import assert from 'node:assert/strict'
import fc from 'fast-check'
import { fromBuffer } from 'yauzl'
import { bytesOf, concat } from '../../src/bytes.ts'
import { storedZip } from '../../src/probes/stored-zip.ts'

/** The files of an archive as an unpacker has them, which checks their sums. */
function unpack(archive: Uint8Array): Promise<readonly { name: string; bytes: Uint8Array }[]> {
  return new Promise((resolve, reject) => {
    fromBuffer(Buffer.from(archive), { lazyEntries: false }, (error, zip) => {
      if (error !== null) return reject(error)
      const reading: Promise<{ name: string; bytes: Uint8Array }>[] = []
      zip.on('error', reject)
      zip.on('entry', entry => {
        reading.push(
          new Promise((done, fail) =>
            zip.openReadStream(entry, (problem, stream) => {
              if (problem !== null) return fail(problem)
              const parts: Uint8Array[] = []
              stream.on('data', part => parts.push(part))
              stream.on('error', fail)
              stream.on('end', () => done({ name: entry.fileName, bytes: concat(parts) }))
            }),
          ),
        )
      })
      zip.on('end', () => Promise.all(reading).then(resolve, reject))
    })
  })
}

describe('probes/stored-zip', () => {
  it('is an archive that any program unpacks, whatever is in the file', async () => {
    const cases = fc.sample(fc.uint8Array({ maxLength: 400 }), 50)
    for (const bytes of cases) assert.deepEqual(await unpack(storedZip('a.bin', bytes)), [{ name: 'a.bin', bytes }])
  })

  it('holds the file as it is, between what any archive begins and ends with', () => {
    const text = Buffer.from(storedZip('test.com', bytesOf('as it is'))).toString('latin1')
    assert.match(text, /^PK\x03\x04[\s\S]*test\.comas it is[\s\S]*PK\x01\x02[\s\S]*test\.com[\s\S]*PK\x05\x06/)
  })
})
