package dev.memdi.sim.world;

/** A serialized message, with what it takes to read it. */
record Payload(byte[] bytes, int serializer, String manifest) {
  @Override
  public String toString() {
    return serializer + "/" + manifest + " " + bytes.length + "B";
  }
}
