import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import fc from 'fast-check'
import {
  controlBinding,
  fingerprintOf,
  installationFingerprint,
  loadInstallationKey,
  stateDir,
  verify,
} from '../../src/control/installation-key.ts'
import { acceptPsk, connectPsk } from '../../src/control/psk.ts'
import { createRig } from './rig.ts'

describe('installation-key', () => {
  let dir: string
  const rig = createRig()
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'pathproof-'))
  })
  afterEach(() => {
    rig.closeAll()
    rmSync(dir, { recursive: true, force: true })
  })

  it('is not made by whoever only asks for its fingerprint', () => {
    const state = join(dir, 'b')
    assert.equal(installationFingerprint(state), null)
    assert.equal(existsSync(state), false)
    assert.equal(loadInstallationKey(state).fingerprint, installationFingerprint(state))
  })

  it('is made at first use, for its owner alone, and is the same from then on', () => {
    const state = join(dir, 'a', 'b')
    const made = loadInstallationKey(state)
    assert.equal(made.kept, 'file')
    assert.deepEqual(readdirSync(state), ['key.pem'])
    if (process.platform !== 'win32') assert.equal(statSync(join(state, 'key.pem')).mode & 0o777, 0o600)
    const again = loadInstallationKey(state)
    assert.deepEqual([again.publicKey, again.fingerprint], [made.publicKey, made.fingerprint])
    assert.equal(made.fingerprint, fingerprintOf(made.publicKey))
    assert.match(made.fingerprint, /^[0-9a-f]{64}$/)
  })

  it('takes back rights that a copy came with', () => {
    loadInstallationKey(dir)
    chmodSync(join(dir, 'key.pem'), 0o644)
    loadInstallationKey(dir)
    if (process.platform !== 'win32') assert.equal(statSync(join(dir, 'key.pem')).mode & 0o777, 0o600)
  })

  it('replaces a file that is no key of its kind', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'pem', type: 'pkcs8' })
    for (const text of ['', 'half a ke', String(rsa)]) {
      writeFileSync(join(dir, 'key.pem'), text)
      assert.equal(loadInstallationKey(dir).kept, 'file')
      assert.notEqual(readFileSync(join(dir, 'key.pem'), 'utf8'), text)
    }
  })

  it('is in memory only where no directory can be made', () => {
    const file = join(dir, 'file')
    writeFileSync(file, '')
    const key = loadInstallationKey(join(file, 'below'))
    assert.equal(key.kept, 'memory')
    assert.notEqual(loadInstallationKey(join(file, 'below')).publicKey, key.publicKey)
  })

  it('signs what nobody else can, and verify takes any bytes', () => {
    const key = loadInstallationKey(dir)
    const words = new TextEncoder().encode('words')
    const signature = key.sign(words)
    assert.equal(verify(key.publicKey, words, signature), true)
    assert.equal(verify(key.publicKey, new TextEncoder().encode('Words'), signature), false)
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'der', type: 'spki' })
    assert.equal(verify(rsa.toString('base64url'), words, signature), false)
    const any = fc.property(fc.string(), fc.uint8Array(), (publicKey, bytes) => {
      assert.equal(verify(publicKey, words, signature), false)
      assert.equal(verify(key.publicKey, words, bytes), false)
    })
    fc.assert(any)
  })

  it('binds a signature to one control connection: both ends have the value, no other connection has', async () => {
    const psk = new Uint8Array(32)
    const far: TLSSocket[] = []
    const port = await rig.listen(
      createServer(raw =>
        acceptPsk(raw, () => ({ psk }), 2000).then(({ socket }) => {
          far.push(socket)
          socket.write('x')
        }),
      ),
    )
    const bind = async () => {
      const socket = rig.keep(await connectPsk({ address: '127.0.0.1', port, keyId: 'k', psk }))
      await new Promise(resolve => socket.once('data', resolve))
      return controlBinding(socket)
    }
    const [first, second] = [await bind(), await bind()]
    assert.deepEqual(far.map(controlBinding), [first, second])
    assert.equal(first.length, 32)
    assert.notDeepEqual(first, second)
  })

  it('lives where the platform keeps such things', () => {
    assert.equal(stateDir('linux', {}, '/home/a'), '/home/a/.local/state/pathproof')
    assert.equal(stateDir('linux', { XDG_STATE_HOME: '/var/s' }, '/home/a'), '/var/s/pathproof')
    assert.equal(stateDir('linux', { XDG_STATE_HOME: 'relative' }, '/home/a'), '/home/a/.local/state/pathproof')
    assert.equal(stateDir('darwin', {}, '/Users/a'), '/Users/a/Library/Application Support/pathproof')
    assert.match(stateDir('win32', { LOCALAPPDATA: 'C:\\L' }, 'C:\\a'), /^C:\\L.pathproof$/)
  })
})
