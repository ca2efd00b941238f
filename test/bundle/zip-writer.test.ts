import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BundleError } from '../../src/bundle/errors.ts'
import { openZip } from '../../src/bundle/zip-reader.ts'
import { readStructure } from '../../src/bundle/zip-structure.ts'
import { createZip } from '../../src/bundle/zip-writer.ts'
import { sha256Hex } from '../../src/bytes.ts'
import { scratchFolder } from './small-bundle.ts'

const folder = scratchFolder()
let count = 0

function place(): { readonly dir: string; readonly file: string } {
  const dir = join(folder, `w${count++}`)
  mkdirSync(dir)
  return { dir, file: join(dir, 'b.zip') }
}

async function failure(work: Promise<unknown>): Promise<BundleError> {
  const error = await work.then(
    () => assert.fail('it did not fail'),
    it => it,
  )
  assert.ok(error instanceof BundleError, String(error))
  assert.doesNotMatch(error.message, /[\r\n]/)
  return error
}

describe('bundle/zip-writer', () => {
  it('writes what the reader reads, of text, bytes, and what comes late', async () => {
    const { file } = place()
    async function* late() {
      yield 'a\u00e9'
      await new Promise(resolve => setTimeout(resolve, 5))
      yield new Uint8Array([0, 255])
    }
    const zip = createZip(file)
    const first = await zip.add('run.json', late())
    const empty = await zip.add('report.html', [])
    const large = randomBytes(300_000)
    await zip.add('summary.md', [large])
    await zip.finish(() => '{}\n')
    assert.deepEqual(first, { path: 'run.json', bytes: 5, sha256: sha256Hex(Buffer.from([97, 0xc3, 0xa9, 0, 255])) })
    assert.deepEqual(empty, { path: 'report.html', bytes: 0, sha256: sha256Hex(new Uint8Array()) })
    const reader = await openZip(file)
    assert.deepEqual(await reader.digest('run.json'), first)
    assert.deepEqual(await reader.digest('report.html'), empty)
    assert.equal((await reader.digest('summary.md')).sha256, sha256Hex(large))
    assert.equal(await reader.text('manifest.json', 10), '{}\n')
    reader.close()
  })

  it('is readable by its owner alone and leaves no part file', async () => {
    const { dir, file } = place()
    const zip = createZip(file)
    await zip.add('run.json', ['{}'])
    assert.deepEqual(readdirSync(dir), [`b.zip.${process.pid}.part`])
    await zip.finish(() => '{}')
    assert.deepEqual(readdirSync(dir), ['b.zip'])
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600)
  })

  it('makes the same bytes of the same files, as our structure wants them', async () => {
    const files = [place().file, place().file]
    for (const file of files) {
      const zip = createZip(file)
      await zip.add('run.json', ['{}'])
      await zip.add('tapes/client/a.jsonl', ['x'.repeat(200_000)])
      await zip.finish(() => '{}')
      assert.deepEqual(readStructure(file).faults, [])
    }
    const [a, b] = files.map(file => readFileSync(file))
    assert.deepEqual(a, b)
  })

  it('tells the manifest the length and digest of all bytes before it', async () => {
    const { file } = place()
    const zip = createZip(file)
    await zip.add('run.json', ['{}'])
    await zip.add('report.html', [randomBytes(100_000)])
    await zip.finish(({ bytes, sha256 }) => `${bytes} ${sha256}`)
    const reader = await openZip(file)
    const [bytes, sha256] = (await reader.text('manifest.json', 100)).split(' ')
    reader.close()
    assert.equal(Number(bytes), readStructure(file).manifestAt)
    assert.equal(sha256, sha256Hex(readFileSync(file).subarray(0, Number(bytes))))
  })

  it('takes files in turn although nobody waits, and a source that uses its buffer again', async () => {
    const { file } = place()
    function* reused() {
      const buffer = new Uint8Array(3)
      for (let at = 0; at < 100; at++) yield buffer.fill(at)
    }
    const zip = createZip(file)
    const added = ['a', 'b', 'c'].map(name => zip.add(`tapes/client/${name}.jsonl`, reused()))
    await zip.finish(() => '{}')
    const expected = sha256Hex(Uint8Array.from({ length: 300 }, (_, at) => Math.floor(at / 3)))
    for (const it of await Promise.all(added)) assert.equal(it.sha256, expected)
    assert.deepEqual(readStructure(file).faults, [])
  })

  for (const [path, why] of [
    ['../x', /no place/],
    ['manifest.json', /no place/],
    ['environment/client/A', /in it already/],
  ] as const) {
    it(`refuses ${path}, and then everything`, async () => {
      const { dir, file } = place()
      const zip = createZip(file)
      await zip.add('environment/client/a', ['1'])
      assert.match((await failure(zip.add(path, ['2']))).message, why)
      assert.match((await failure(zip.add('run.json', ['2']))).message, why)
      assert.match((await failure(zip.finish(() => '{}'))).message, why)
      assert.deepEqual(readdirSync(dir), [])
    })
  }

  it('leaves nothing, and the old file as it was, when a source fails', async () => {
    const { dir, file } = place()
    writeFileSync(file, 'old')
    async function* broken() {
      yield 'x'.repeat(100_000)
      throw new Error('tape\nlost')
    }
    const zip = createZip(file)
    await zip.add('run.json', ['{}'])
    const error = await failure(zip.add('tapes/client/a.jsonl', broken()))
    assert.match(error.message, /b\.zip: tape\\nlost; nothing was left half-written$/)
    assert.deepEqual(readdirSync(dir), ['b.zip'])
    assert.equal(readFileSync(file, 'utf8'), 'old')
  })

  it('leaves nothing when the manifest cannot be made', async () => {
    const { dir, file } = place()
    const zip = createZip(file)
    await zip.add('run.json', ['{}'])
    const error = await failure(
      zip.finish(() => {
        throw new Error('no key')
      }),
    )
    assert.match(error.message, /no key/)
    assert.deepEqual(readdirSync(dir), [])
  })

  it('replaces an old file, and is done after that', async () => {
    const { file } = place()
    writeFileSync(file, 'old')
    const zip = createZip(file)
    await zip.finish(() => '{}')
    await zip.abort()
    assert.equal(readStructure(file).ranges.length, 1)
    assert.match((await failure(zip.add('run.json', []))).message, /it is finished/)
    assert.ok(existsSync(file))
  })

  it('removes what it wrote when it is given up, also within a file', async () => {
    const { dir, file } = place()
    async function* endless() {
      for (;;) {
        await new Promise(resolve => setTimeout(resolve, 1))
        yield randomBytes(70_000)
      }
    }
    const zip = createZip(file)
    const added = failure(zip.add('run.json', endless()))
    await new Promise(resolve => setTimeout(resolve, 30))
    await zip.abort()
    assert.match((await added).message, /given up/)
    assert.deepEqual(readdirSync(dir), [])
  })

  it('says at once where it cannot write', async () => {
    const { dir } = place()
    const lost = await failure(createZip(join(dir, 'none', 'b.zip')).add('run.json', ['{}']))
    assert.match(lost.message, /no such file or directory \(ENOENT\); nothing was left half-written$/)
    assert.deepEqual([lost.guilty, lost.code], ['machine', 'ENOENT'])
    assert.match((await failure(createZip(dir).finish(() => '{}'))).message, /it is a directory/)
    assert.equal(existsSync(`${dir}.${process.pid}.part`), false)
  })

  it('takes no part file that is another\u2019s, and no device for a file', async () => {
    const { file } = place()
    const part = `${file}.${process.pid}.part`
    writeFileSync(part, 'other')
    assert.match((await failure(createZip(file).add('run.json', []))).message, /there already \(EEXIST\)/)
    assert.equal(readFileSync(part, 'utf8'), 'other')
    if (process.platform === 'win32') return
    assert.match((await failure(createZip('/dev/null').add('run.json', []))).message, /no plain file/)
  })

  it('says that the disk is full, and leaves nothing', function () {
    if (process.platform === 'win32') this.skip()
    const { dir, file } = place()
    const script = join(dir, 'fill.mts')
    const writer = join(import.meta.dirname, '../../src/bundle/zip-writer.ts')
    writeFileSync(
      script,
      `import { randomBytes } from 'node:crypto'
       import { createZip } from ${JSON.stringify(writer)}
       const zip = createZip(${JSON.stringify(file)})
       await zip.add('run.json', ['{}'])
       await zip.add('report.html', [randomBytes(5_000_000)]).catch(error => console.log(error.name, error.message))`,
    )
    // A limit on the size of files is the one full disk that needs no rights.
    const command = `ulimit -f 2000; exec "${process.execPath}" --import=tsx "${script}"`
    const said = execFileSync('bash', ['-c', command], { encoding: 'utf8' })
    assert.match(said, /^BundleError cannot write the bundle .*b\.zip: .* \(EFBIG\); nothing was left half-written\n$/)
    assert.deepEqual(readdirSync(dir), ['fill.mts'])
  })

  it('keeps memory flat over 200 MB', async () => {
    const { file } = place()
    const line = Buffer.from(`{"kind":"heard","bytes":"${randomBytes(60).toString('base64')}"}\n`.repeat(600))
    const hash = createHash('sha256')
    const before = used()
    let highest = 0
    function* lines() {
      for (let at = 0; at * line.length < 200_000_000; at++) {
        line.writeUInt32LE(at, 10)
        hash.update(line)
        if (at % 64 === 0) highest = Math.max(highest, used())
        yield line
      }
    }
    const zip = createZip(file)
    const { sha256 } = await zip.add('tapes/client/a.jsonl', lines())
    await zip.finish(() => '{}')
    assert.equal(sha256, hash.digest('hex'))
    assert.ok(highest - before < 60_000_000, `${highest - before}`)
    const reader = await openZip(file)
    assert.equal((await reader.digest('tapes/client/a.jsonl')).sha256, sha256)
    reader.close()
    assert.ok(used() - before < 60_000_000)
  }).timeout(60_000)
})

function used(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
