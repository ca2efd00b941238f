import assert from 'node:assert/strict'
import { kindOf, shapeOf } from '../../src/redaction/forms.ts'

describe('redaction/forms', () => {
  it('has a shape for addresses and names, and none for what tells nothing or is a word', () => {
    for (const value of ['192.0.2.1', '2001:db8::1', '2001:db8::192.0.2.1', 'mail.corp.com', 'ip-10-0-0-7'])
      assert.ok(shapeOf(value), value)
    for (const value of [
      '127.0.0.1',
      '::1',
      '::',
      '0.0.0.0',
      '::ffff:127.0.0.1',
      'probe.example',
      'EHLO',
      'starttls',
      '',
      'smtp.starttls.removed',
    ])
      assert.equal(shapeOf(value), null, value)
    assert.deepEqual(['1.2.3.4', '::2', 'a.de', 'ip-10-0-0-7'].map(kindOf), ['address', 'address', 'name', 'name'])
  })

  it('lets each octet be one with as many digits, within the range of the address', () => {
    const sizes = (value: string) => shapeOf(value)?.forms[0]?.choices.map(([choice]) => choice?.length)
    assert.deepEqual(sizes('8.7.99.255'), [9, 10, 90, 156])
    assert.deepEqual(sizes('10.7.99.255'), [1, 10, 90, 156])
    assert.deepEqual(sizes('172.31.1.1'), [1, 16, 10, 10])
    assert.deepEqual(sizes('100.100.1.1'), [1, 28, 10, 10])
    assert.deepEqual(sizes('192.168.1.1'), [1, 1, 10, 10])
  })

  it('lets a digit be a digit and a letter a letter, and a zero group zero', () => {
    const choices = shapeOf('2001:db8::a0')?.forms[0]?.choices.map(group => group.map(it => it.join('')))
    const [first, any, letter] = ['123456789', '0123456789', 'abcdef']
    assert.deepEqual(choices, [
      [first, any, any, any],
      [letter, letter, first.replace(first, any)],
      ['0'],
      ['0'],
      ['0'],
      ['0'],
      ['0'],
      [letter, any],
    ])
    const name = shapeOf('mx-1.de')?.forms[0]?.choices.map(label => label.map(it => it.length))
    assert.deepEqual(name, [
      [26, 26],
      [26, 26, 1, 8],
    ])
  })

  it('keeps the beginning of private and mapped addresses, and the mark of punycode', () => {
    const kept = (value: string) =>
      shapeOf(value)
        ?.forms[0]?.choices.flat()
        .filter(it => it.length === 1)
        .join('')
    assert.equal(kept('fe80::1'), 'fe80000000')
    assert.equal(kept('fd12::1'), 'fd000000')
    assert.equal(kept('::ffff:102:304'), '00000ffff')
    assert.equal(kept('a.xn--p1ai'), 'xn--')
  })

  it('keeps the digits of a name that devices leave in a banner', () => {
    const choices = shapeOf('mx02.de')?.forms[0]?.choices[1]?.map(it => it.join(''))
    assert.deepEqual(choices?.slice(2), ['0', '2'])
    assert.deepEqual(shapeOf('m1.de')?.forms[0]?.choices[1]?.[1]?.join(''), '13456789')
  })

  it('refuses masks that leave the range, are spared or are no names', () => {
    const worth = (value: string, ...masked: string[]) => shapeOf(value)?.forms[0]?.worth(masked)
    assert.equal(worth('8.8.8.8', '127'), 'never')
    assert.equal(worth('82.8.8.8', '10'), 'never')
    assert.equal(worth('182.18.8.8', '172', '20'), 'poor')
    assert.equal(worth('182.18.8.8', '173', '20'), 'good')
    assert.equal(worth('::5', '0', '0', '0', '0', '0', '0', '0', '1'), 'never')
    assert.equal(worth('ea80::5', 'fe80'), 'never')
    assert.equal(worth('a.abcdefg', 'example'), 'never')
    assert.equal(worth('a.abcd', 'html'), 'never')
    assert.equal(worth('a.abcd', 'htmk'), 'good')
    assert.equal(worth('612-abc.de', 'fr', '512-abc'), 'never')
  })
})
