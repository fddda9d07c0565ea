/** Whether a table has a row for what comes from outside. `Object.hasOwn` is younger than the browsers we serve. */
export const has = <Table extends object>(table: Table, key: PropertyKey): key is keyof Table =>
  Object.prototype.hasOwnProperty.call(table, key)
