// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import NumberField from '../../../renderer/components/controls/NumberField.vue'
import { createWindowI18n } from '../../../renderer/locales/i18n.ts'

const open = () =>
  mount(NumberField, {
    props: { label: 'Epochs', modelValue: 15, min: 1, max: 100, integer: true, testId: 'epochs' },
    global: { plugins: [createWindowI18n()] },
  })

test('only valid numbers leave the field; others are marked and explained', async () => {
  const field = open()
  const input = field.get('input')
  await input.setValue('2')
  expect(field.emitted('update:modelValue')).toEqual([[2]])
  await input.setValue('2000')
  expect(field.emitted('update:modelValue')).toHaveLength(1)
  expect(input.attributes('aria-invalid')).toBe('true')
  expect(field.text()).toContain('1 to 100')
})

test('arrow keys step within the range', async () => {
  const field = open()
  await field.get('input').trigger('keydown', { key: 'ArrowUp' })
  expect(field.emitted('update:modelValue')?.at(-1)).toEqual([16])
  await field.setProps({ modelValue: 1 })
  await field.get('input').trigger('keydown', { key: 'ArrowDown' })
  expect(field.emitted('update:modelValue')).toHaveLength(1)
})

test('leaving the field with a wrong text brings the last value back', async () => {
  const field = open()
  await field.get('input').setValue('abc')
  await field.get('input').trigger('blur')
  expect(field.get('input').element.value).toBe('15')
  expect(field.get('input').attributes('aria-invalid')).toBe('false')
})
