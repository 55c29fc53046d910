package org.learnedpartition.model;

import java.util.Arrays;

/**
 * Shapes of the operators' results, by ONNX's rules, with the batch held to the first dimension: a
 * row of a result depends on its own vector only, and its size is known before the graph runs.
 */
final class OnnxShapes {
  private OnnxShapes() {}

  /** Multidirectional broadcasting. */
  static long[] broadcast(long[] a, long[] b) {
    long[] shape = new long[Math.max(a.length, b.length)];
    for (int i = 1; i <= shape.length; i++) {
      long x = i <= a.length ? a[a.length - i] : 1;
      long y = i <= b.length ? b[b.length - i] : 1;
      if (x != y && x != 1 && y != 1) {
        throw new InvalidModelException(
            "shapes " + OnnxValue.text(a) + " and " + OnnxValue.text(b) + " do not fit");
      }
      shape[shape.length - i] = x == 1 ? y : x;
    }
    return shape;
  }

  /** Product of stacks of matrices. */
  static long[] product(long[] a, long[] b) {
    if (a.length < 2 || b.length < 2) {
      throw new InvalidModelException(
          "matrices must have two dimensions or more, got "
              + OnnxValue.text(a)
              + " and "
              + OnnxValue.text(b));
    }
    long inner = a[a.length - 1];
    if (inner != b[b.length - 2] || inner == OnnxValue.BATCH) {
      throw new InvalidModelException(
          "matrices " + OnnxValue.text(a) + " and " + OnnxValue.text(b) + " do not fit");
    }
    long[] stack = broadcast(Arrays.copyOf(a, a.length - 2), Arrays.copyOf(b, b.length - 2));
    long[] shape = Arrays.copyOf(stack, stack.length + 2);
    shape[stack.length] = a[a.length - 2];
    shape[stack.length + 1] = b[b.length - 1];
    return shape;
  }

  /** The matrix, or its transpose. */
  static long[] matrix(OnnxValue value, boolean transposed) {
    if (value.rank() != 2) {
      throw new InvalidModelException("a matrix is needed, got " + value.text());
    }
    long[] dims = value.dims();
    return transposed ? new long[] {dims[1], dims[0]} : dims;
  }

  /** The axes replaced by 1, or left out. */
  static long[] reduced(OnnxValue value, long[] axes, boolean keep) {
    boolean[] gone = axes(value, axes);
    long[] shape = new long[value.rank()];
    int n = 0;
    for (int i = 0; i < shape.length; i++) {
      if (!gone[i]) {
        shape[n++] = value.dims()[i];
      } else if (keep) {
        shape[n++] = 1;
      }
    }
    return Arrays.copyOf(shape, n);
  }

  /** Marks axes; none named, or one named twice, is refused. */
  private static boolean[] axes(OnnxValue value, long[] axes) {
    boolean[] marked = new boolean[value.rank()];
    for (long axis : axes) {
      int from0 = OnnxNode.axis(value, axis);
      if (marked[from0]) {
        throw new InvalidModelException("axis " + axis + " is named twice");
      }
      marked[from0] = true;
    }
    if (axes.length == 0) {
      throw new InvalidModelException("the axes must be named");
    }
    return marked;
  }

  /** Leaves out axes of length 1. */
  static long[] squeezed(OnnxValue value, long[] axes) {
    for (long axis : axes) {
      if (value.dims()[OnnxNode.axis(value, axis)] != 1) {
        throw new InvalidModelException("axis " + axis + " of " + value.text() + " is not 1 long");
      }
    }
    return reduced(value, axes, false);
  }

  /** Puts in axes of length 1. */
  static long[] unsqueezed(OnnxValue value, long[] axes) {
    int rank = value.rank() + axes.length;
    boolean[] added = new boolean[rank];
    for (long axis : axes) {
      long from0 = axis < 0 ? axis + rank : axis;
      if (from0 < 0 || from0 >= rank || added[(int) from0]) {
        throw new InvalidModelException("axis " + axis + " cannot be added to " + value.text());
      }
      added[(int) from0] = true;
    }
    long[] shape = new long[rank];
    int n = 0;
    for (int i = 0; i < rank; i++) {
      shape[i] = added[i] ? 1 : value.dims()[n++];
    }
    return shape;
  }

  /** All inputs behind each other along an axis. */
  static long[] concatenated(OnnxNode node) {
    OnnxValue first = node.input(0);
    int axis = OnnxNode.axis(first, node.integer("axis", 0));
    long[] shape = first.dims().clone();
    for (int i = 1; i < node.inputs().size(); i++) {
      long[] next = node.input(i).dims().clone();
      if (next.length != shape.length || next[axis] == OnnxValue.BATCH) {
        throw misfit(first, node.input(i));
      }
      long length = next[axis];
      next[axis] = shape[axis];
      if (!Arrays.equals(next, shape)) {
        throw misfit(first, node.input(i));
      }
      shape[axis] += length;
    }
    return shape;
  }

  /** {@code indices} in place of an axis. */
  static long[] gathered(OnnxValue data, OnnxValue indices, long along) {
    int axis = OnnxNode.axis(data, along);
    long[] shape = new long[data.rank() - 1 + indices.rank()];
    System.arraycopy(data.dims(), 0, shape, 0, axis);
    System.arraycopy(indices.dims(), 0, shape, axis, indices.rank());
    System.arraycopy(data.dims(), axis + 1, shape, axis + indices.rank(), data.rank() - axis - 1);
    return shape;
  }

  /** The shape of {@code indices}, which is that of the data but for the axis. */
  static long[] gatheredElements(OnnxValue data, OnnxValue indices, long along) {
    int axis = OnnxNode.axis(data, along);
    long[] shape = indices.dims().clone();
    if (shape.length != data.rank()) {
      throw misfit(data, indices);
    }
    shape[axis] = data.dims()[axis];
    if (!Arrays.equals(shape, data.dims())) {
      throw misfit(data, indices);
    }
    return indices.dims();
  }

  /** Two dimensions, parted before an axis; each row of a batch stays one row. */
  static long[] flattened(OnnxValue value, long along) {
    int axis = OnnxNode.axis(value, along);
    if (value.batched()) {
      if (axis != 1) {
        throw new InvalidModelException("[axis] must be 1 for " + value.text() + ", got " + along);
      }
      return new long[] {OnnxValue.BATCH, value.elements()};
    }
    long rows = value.shaped(Arrays.copyOf(value.dims(), axis)).elements();
    return new long[] {rows, value.elements() / rows};
  }

  /** The same rows in another shape; a batch may be given as 0 or -1. */
  static long[] reshaped(OnnxValue value, long[] target) {
    long[] shape = target.clone();
    int unknown = -1;
    long known = 1;
    for (int i = 0; i < shape.length; i++) {
      if (i == 0 && value.batched() && (shape[0] == 0 || shape[0] == -1)) {
        shape[0] = OnnxValue.BATCH;
        continue;
      }
      if (shape[i] == 0 && i < value.rank()) {
        shape[i] = value.dims()[i];
      }
      if (shape[i] == -1 && unknown < 0) {
        unknown = i;
        continue;
      }
      if (shape[i] < 1 || shape[i] > value.elements()) {
        throw new InvalidModelException(
            value.text() + " cannot be given the shape " + Arrays.toString(target));
      }
      known = Math.min(known * shape[i], Integer.MAX_VALUE);
    }
    boolean batchKept = !value.batched() || (shape.length > 0 && shape[0] == OnnxValue.BATCH);
    if (unknown >= 0) {
      shape[unknown] = value.elements() / known;
      known *= shape[unknown];
    }
    // With an explicit -1 elsewhere, a batch dimension of -1 would be ambiguous.
    boolean twoUnknown = unknown >= 0 && target[0] == -1 && unknown != 0;
    if (known != value.elements() || !batchKept || twoUnknown) {
      throw new InvalidModelException(
          value.text() + " cannot be given the shape " + Arrays.toString(target));
    }
    return shape;
  }

  /** The dimensions in another order, the batch first. */
  static long[] transposed(OnnxValue value, long[] order) {
    long[] shape = new long[value.rank()];
    boolean[] used = new boolean[shape.length];
    for (int i = 0; i < shape.length; i++) {
      if (order.length != shape.length
          || order[i] < 0
          || order[i] >= shape.length
          || used[(int) order[i]]) {
        throw new InvalidModelException(
            "[perm] " + Arrays.toString(order) + " is no order of the axes of " + value.text());
      }
      used[(int) order[i]] = true;
      shape[i] = value.dims()[(int) order[i]];
    }
    return shape;
  }

  private static InvalidModelException misfit(OnnxValue a, OnnxValue b) {
    return new InvalidModelException("shapes " + a.text() + " and " + b.text() + " do not fit");
  }
}
