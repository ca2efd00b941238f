import assert from 'node:assert/strict'
import { RedactionError } from '../../src/redaction/error.ts'
import { createTree, type Form, pathsOf } from '../../src/redaction/tree.ts'

const digits = [...'0123456789']
const one: Form = formOf('1')

function formOf(...parts: string[]): Form {
  return { root: 'r', parts, choices: parts.map(() => [digits]), worth: () => 'good' }
}

function pathsOfAll(...forms: Form[]): ReadonlySet<string> {
  return new Set(forms.flatMap(form => pathsOf(form.root, form.parts)))
}

describe('redaction/tree', () => {
  it('gives the same part after the same parts the same mask', () => {
    const tree = createTree(new Set(), (_form, at, path) => [[path.length * 3 + at]])
    const [a, b] = [tree.mask(formOf('1', '2', '3')), tree.mask(formOf('1', '2', '4'))]
    assert.deepEqual(a.slice(0, 2), b.slice(0, 2))
    assert.notEqual(a[2], b[2])
    assert.deepEqual(tree.mask(formOf('1', '2', '3')), a)
  })

  it('never gives one mask to two values, and has one for as many as there are', () => {
    const tree = createTree(new Set(), () => [[7]])
    const masks = digits.map(digit => tree.mask(formOf(digit))[0])
    assert.deepEqual([...masks].sort(), digits)
    assert.deepEqual(masks.slice(0, 4), ['7', '8', '9', '0'])
  })

  it('avoids the masks that are values themselves as long as there are others', () => {
    const forms = ['1', '2', '3', '4', '5'].map(it => formOf(it))
    const tree = createTree(pathsOfAll(...forms), () => [[1], [2], [8]])
    assert.deepEqual(tree.mask(one), ['8'])
    assert.deepEqual(tree.mask(formOf('2')), ['1'])
  })

  it('says so when there are more values than masks', () => {
    const choices = [[['x']]]
    const form = (part: string): Form => ({ ...one, parts: [part], choices })
    const tree = createTree(new Set(), () => [[0]])
    assert.deepEqual(tree.mask(form('a')), ['x'])
    assert.throws(() => tree.mask(form('b')), RedactionError)
    const never = createTree(new Set(), () => [[0]])
    assert.throws(() => never.mask({ ...one, worth: () => 'never' }), RedactionError)
  })

  it('goes on from what it is told to know', () => {
    const tree = createTree(new Set(), () => [[5]])
    tree.know(formOf('1', '2'), ['5', '6'])
    assert.deepEqual(tree.mask(formOf('1', '9')), ['5', '5'])
    assert.deepEqual(tree.mask(formOf('1', '2')), ['5', '6'])
    assert.deepEqual(tree.mask(formOf('3')), ['6'])
  })

  it('keeps a mask from others also where it does not agree with what is known', () => {
    const tree = createTree(new Set(), () => [[4], [5]])
    tree.know(formOf('1', '2'), ['5', '6'])
    tree.know(formOf('1', '3'), ['4', '4'])
    assert.deepEqual(tree.mask(formOf('1', '2')), ['5', '6'])
    assert.deepEqual(tree.mask(formOf('1', '3')), ['5', '4'])
  })
})
