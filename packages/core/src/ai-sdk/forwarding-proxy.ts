/** What is other than on the target: the value of a property, or undefined to leave it as it is. */
export type Override = (property: PropertyKey, value: unknown) => unknown;

/**
 * A stand-in for an object or a function. All is the target's own, read and written there, but for what `override`
 * and `call` change; getters and methods with private fields work, since they see the target itself.
 *
 * @param target what it stands for
 * @param override is asked for each property that is read
 * @param call is asked when it is called, if the target is a function
 */
export function forwardingProxy<Target extends object>(
  target: Target,
  override: Override,
  call?: (callee: Target, args: unknown[]) => unknown,
): Target {
  // Not the target itself below the proxy: one that is frozen would forbid every change.
  // A bound function can be called and constructed, and has no property that could not be hidden.
  const ground: object = typeof target === 'function' ? nothing.bind(undefined) : {};
  return new Proxy(ground, {
    get: (_, property) => {
      const value: unknown = Reflect.get(target, property, target);
      return override(property, value) ?? value;
    },
    set: (_, property, value) => Reflect.set(target, property, value, target),
    has: (_, property) => Reflect.has(target, property),
    ownKeys: () => Reflect.ownKeys(target),
    getOwnPropertyDescriptor: (_, property) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, property);
      if (!descriptor) return undefined;
      const value: unknown = descriptor.value;
      const changed =
        'value' in descriptor ? { ...descriptor, value: override(property, value) ?? value } : descriptor;
      return { ...changed, configurable: true };
    },
    defineProperty: (_, property, descriptor) => Reflect.defineProperty(target, property, descriptor),
    deleteProperty: (_, property) => Reflect.deleteProperty(target, property),
    getPrototypeOf: () => Reflect.getPrototypeOf(target),
    apply: (_, _self, args: unknown[]) => call?.(target, args),
    construct: (_, args: unknown[]) => (typeof target === 'function' ? Reflect.construct(target, args) : {}),
  }) as Target;
}

function nothing(): void {}
