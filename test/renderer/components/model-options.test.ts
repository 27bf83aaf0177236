// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { h } from 'vue'
import { expect, test } from 'vitest'
import ModelOptions from '../../../renderer/components/model/ModelOptions.vue'
import { useSetup, type SetupState } from '../../../renderer/composables/useSetup.ts'
import { NETWORK_NAMES } from '../../../shared/zoo/zoo.ts'
import { openWorkbench } from '../open-workbench.ts'

/** The options' form, and what it changes. */
async function open() {
  const found: { setup?: SetupState } = {}
  const Spy = { setup: () => void (found.setup = useSetup()), render: () => null }
  const form = await openWorkbench(() => [h(ModelOptions), h(Spy)])
  if (!found.setup) throw new Error('no setup')
  return { form, setup: found.setup }
}

test('every network has a form with all of its options but the classes, each with a name', async () => {
  const { form, setup } = await open()
  for (const name of NETWORK_NAMES) {
    setup.chooseName(name)
    await flushPromises()
    expect(form.text()).not.toMatch(/options\.\w+/)
    expect(form.findAll('.field').length).toBeGreaterThan(5)
  }
})

test('a number that cannot be is refused where it is typed, with the limit, and changes nothing', async () => {
  const { form, setup } = await open()
  setup.chooseName('inception-resnet-v2')
  await flushPromises()
  const blocks = form.get('[data-testid="option-block8"]')
  await blocks.setValue('0')
  expect(form.get('[role="alert"]').text()).toBe('1 to 64')
  expect(setup.network.value.options).toMatchObject({ block8: 2 })
  await blocks.setValue('3')
  expect(setup.network.value.options).toMatchObject({ block8: 3 })
})

test('dense layers are typed as a list', async () => {
  const { form, setup } = await open()
  const units = form.findAll('input').find((input) => input.attributes('placeholder') === 'none')
  await units?.setValue('512, 0')
  expect(form.get('[role="alert"]').text()).toContain('1 to 65536')
  await units?.setValue('512, 256')
  expect(setup.network.value.options).toMatchObject({ denseUnits: [512, 256] })
})
