import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkBundlePlace, writeBundleFile } from '../../cli/bundle-file.ts'
import { verifyBundle } from '../../src/bundle/verify.ts'
import type { Sealed } from '../../src/run/sealing.ts'
import { bundleOf, sealOf, smallRun } from '../bundle/small-run.ts'
import { newFolder } from '../support/programs.ts'

const small = smallRun()
const isUsage = (message: RegExp) => ({ name: 'UsageError', message })

describe('cli/bundle-file', () => {
  describe('before a run', () => {
    it('takes a place that is free', async () => {
      await checkBundlePlace(join(newFolder(), 'ticket.zip'))
    })

    it('refuses a file that is there, and leaves it as it was', async () => {
      const file = join(newFolder(), 'ticket.zip')
      writeFileSync(file, 'old')
      await assert.rejects(checkBundlePlace(file), isUsage(/ticket\.zip is there already; name another file/))
    })

    it('refuses a folder in the place of a file', async () => {
      await assert.rejects(checkBundlePlace(newFolder()), isUsage(/is there already/))
    })

    it('refuses a folder that is not there, and what is no folder', async () => {
      const folder = newFolder()
      writeFileSync(join(folder, 'file'), '')
      await assert.rejects(checkBundlePlace(join(folder, 'none', 'b.zip')), isUsage(/there is no such folder$/))
      await assert.rejects(checkBundlePlace(join(folder, 'file', 'b.zip')), isUsage(/it is no folder$/))
    })

    it('refuses a folder that this user may not write', async function () {
      // Nobody keeps root from writing, but a file system that nobody can write.
      const folder = process.getuid?.() === 0 ? '/proc/self' : newFolder()
      if (process.platform !== 'linux') this.skip()
      await assert.rejects(checkBundlePlace(join(folder, 'b.zip')), isUsage(/it cannot be written \(E[A-Z]+\)$/))
    })
  })

  describe('after a run', () => {
    let temporary: string
    const usual = process.env.TMPDIR
    beforeEach(() => {
      temporary = newFolder()
      process.env.TMPDIR = temporary
    })
    afterEach(() => {
      if (usual === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = usual
    })

    async function write(file: string, sealed?: Sealed): Promise<{ told: readonly string[]; warned: string }> {
      const told: string[] = []
      const bundle = bundleOf(small, sealed ?? (await sealOf(small)))
      const warned = await stderrOf(() => writeBundleFile(file, bundle, line => void told.push(line)))
      return { told, warned }
    }

    it('writes it where it is wanted, and says where, how large, and who signed', async () => {
      const file = join(newFolder(), 'ticket.zip')
      const { told, warned } = await write(file)
      assert.equal(told.length, 1)
      assert.match(told[0] ?? '', /^bundle: .*ticket\.zip, \d+ kB, signed by both ends$/)
      assert.equal(warned, '')
      assert.deepEqual((await verifyBundle(file)).problems, [])
      assert.deepEqual(readdirSync(temporary), [])
    })

    it('says why the responder did not sign, also when what it signed was refused', async () => {
      const { told } = await write(join(newFolder(), 'a.zip'), {
        map: null,
        far: { why: 'it was gone' },
        hostsAllow: false,
      })
      assert.match(told[0] ?? '', /signed by the client alone \(it was gone\)$/)
      const lying = await sealOf(small, {}, signed => ({ ...signed, signature: '00' }))
      const { told: refused } = await write(join(newFolder(), 'b.zip'), lying)
      assert.match(refused[0] ?? '', /signed by the client alone \(what the responder signed was refused: .*\)$/)
    })

    it('writes it among the temporary files when it cannot be written there, and says so', async () => {
      const folder = newFolder()
      rmSync(folder, { recursive: true })
      const { told, warned } = await write(join(folder, 'ticket.zip'))
      const elsewhere = join(temporary, 'ticket.zip')
      assert.match(warned, /^pathproof: cannot write the bundle .*ENOENT.*; it goes to .*ticket\.zip instead\n$/)
      assert.ok(told[0]?.startsWith(`bundle: ${elsewhere}, `), told[0])
      assert.deepEqual((await verifyBundle(elsewhere)).problems, [])
      assert.deepEqual(readdirSync(temporary), ['ticket.zip'])
    })

    it('overwrites nothing there', async () => {
      const folder = newFolder()
      rmSync(folder, { recursive: true })
      writeFileSync(join(temporary, 'ticket.zip'), 'old')
      const { told } = await write(join(folder, 'ticket.zip'))
      assert.ok(told[0]?.startsWith(`bundle: ${join(temporary, 'ticket-2.zip')}, `), told[0])
      assert.equal(readFileSync(join(temporary, 'ticket.zip'), 'utf8'), 'old')
    })

    it('fails with what was wrong at first when it can be written nowhere', async () => {
      const folder = newFolder()
      rmSync(folder, { recursive: true })
      process.env.TMPDIR = join(folder, 'none')
      await assert.rejects(write(join(folder, 'ticket.zip')), (error: unknown) => {
        assert.ok(error instanceof Error && error.name === 'BundleError', String(error))
        assert.ok(error.message.includes(join(folder, 'ticket.zip')), error.message)
        return true
      })
    })

    it('leaves what came to be in its place meanwhile: a folder stays', async () => {
      const folder = newFolder()
      mkdirSync(join(folder, 'ticket.zip'))
      const { told } = await write(join(folder, 'ticket.zip'))
      assert.ok(told[0]?.startsWith(`bundle: ${join(temporary, 'ticket.zip')}`))
      assert.deepEqual(readdirSync(folder), ['ticket.zip'])
    })

    it('leaves nothing half-written on a disk that is full, and says so in one line', async function () {
      if (process.platform === 'win32') this.skip()
      this.timeout(20_000)
      const folder = newFolder()
      const script = join(folder, 'write.mts')
      symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'))
      const at = (path: string) => JSON.stringify(new URL(`../../${path}`, import.meta.url).href)
      writeFileSync(
        script,
        `const { writeBundleFile } = await import(${at('cli/bundle-file.ts')})
         const { bundleOf, sealOf, smallRun } = await import(${at('test/bundle/small-run.ts')})
         const small = smallRun()
         await writeBundleFile('${join(folder, 'b.zip')}', bundleOf(small, await sealOf(small)), console.log).catch(
           error => console.log(error.name, error.message),
         )
         process.exit()`,
      )
      // A limit on the size of files is the one full disk that needs no rights.
      const command = `ulimit -f 8; exec "${process.execPath}" --import=tsx "${script}"`
      const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8', cwd: repository })
      assert.match(stdout, /^BundleError cannot write the bundle .*b\.zip: .*EFBIG.*nothing was left half-written\n$/)
      assert.match(stderr, /it goes to .*b\.zip instead\n$/)
      assert.deepEqual(readdirSync(folder).sort(), ['node_modules', 'write.mts'])
      // What runs TypeScript keeps a folder there.
      assert.deepEqual(
        readdirSync(temporary).filter(name => !name.startsWith('tsx-')),
        [],
      )
    })
  })
})

const repository = fileURLToPath(new URL('../..', import.meta.url))

async function stderrOf(work: () => Promise<void>): Promise<string> {
  const usual = process.stderr.write
  let said = ''
  process.stderr.write = (text: string | Uint8Array) => {
    said += String(text)
    return true
  }
  try {
    await work()
  } finally {
    process.stderr.write = usual
  }
  return said
}
