/** `GET /api/v1/health` */
export interface Health {
  /** Of the API's own connection to the bus. `disabled`: DECNET_BUS_ENABLED=false. */
  readonly bus: "connected" | "away" | "disabled";
  /** Mutations that have not ended. */
  readonly pending: number;
}
