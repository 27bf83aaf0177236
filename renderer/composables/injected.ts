import { inject, type App, type InjectionKey } from 'vue'

export interface Injected<T> {
  provide(app: App, value: T): void
  /** The value that the app was given; throws outside of it. */
  use(): T
}

/** A value that the whole window shares: made once at the start, found by the components that need it. */
export function injected<T>(name: string): Injected<T> {
  const key: InjectionKey<T> = Symbol(name)
  return {
    provide: (app, value) => {
      app.provide(key, value)
    },
    use() {
      const value = inject(key, null)
      if (value === null) throw new Error(`${name} is used outside of the workbench`)
      return value
    },
  }
}
