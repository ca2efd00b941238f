/** What is given up and to whom; that it happens is shown over namespaces, as root (test/net/privileges.test.ts). */
import assert from 'node:assert/strict'
import { heldCapabilities, setprivArguments, unprivilegedUser, wayTo } from '../../responder/privileges.ts'

const passwd = 'root:x:0:0:root:/root:/bin/bash\nnobody:x:99:98:Nobody:/:/usr/sbin/nologin\n'

function status(permitted: string, bounding: string): string {
  return `Name:\tnode\nCapInh:\t0000000000000000\nCapPrm:\t${permitted}\nCapEff:\t${permitted}\nCapBnd:\t${bounding}\n`
}

describe('privileges', () => {
  it('go to nobody, or to a user made for it', () => {
    assert.deepEqual(unprivilegedUser(passwd), { name: 'nobody', uid: 99, gid: 98 })
    assert.deepEqual(unprivilegedUser(`${passwd}pathproof:x:990:991::/:/bin/false\n`), {
      name: 'pathproof',
      uid: 990,
      gid: 991,
    })
  })

  it("go to the kernel's nobody where no user is known, and never to root by another name", () => {
    const expected = { name: 'nobody', uid: 65534, gid: 65534 }
    assert.deepEqual(unprivilegedUser(''), expected)
    assert.deepEqual(unprivilegedUser('nobody:x:0:0::/:/bin/sh\npathproof:x:12:0::/:/bin/sh\n'), expected)
  })

  it('that are kept are those two of which there are any', () => {
    assert.deepEqual(heldCapabilities(status('000001ffffffffff', '000001ffffffffff')), ['net_bind_service', 'net_raw'])
    assert.deepEqual(heldCapabilities(status('0000000000000400', '000001ffffffffff')), ['net_bind_service'])
    assert.deepEqual(heldCapabilities(status('000001ffffffffff', '0000000000002000')), ['net_raw'])
    assert.deepEqual(heldCapabilities(''), [])
  })

  it('are given up in every set, and cannot come back', () => {
    assert.deepEqual(setprivArguments({ name: 'nobody', uid: 99, gid: 98 }, ['net_bind_service']), [
      ...['--reuid', '99', '--regid', '98', '--clear-groups'],
      '--inh-caps=-all,+net_bind_service',
      '--ambient-caps=-all,+net_bind_service',
      '--bounding-set=-all,+net_bind_service',
      '--no-new-privs',
    ])
  })

  it('depend on every folder above a file', () => {
    assert.deepEqual(wayTo('/opt/pathproof/main.js'), ['/', '/opt', '/opt/pathproof', '/opt/pathproof/main.js'])
  })
})
