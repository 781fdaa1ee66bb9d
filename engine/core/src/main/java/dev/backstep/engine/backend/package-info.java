/// The few dozen primitives from which every operator is composed, and the contract of those who implement them.
///
/// **Primitives and composites.** The abstract methods of [Backend] are the primitives: every backend has all of them.
/// Its default methods are composites: made of primitives by [Composites], and overridden only where fusing pays. A new
/// operator is a composition of what is there; only what cannot be composed becomes a new primitive, and then it is one
/// for every backend. Pointwise functions are rows of the table [ScalarFunction], which each backend renders in its own
/// language.
///
/// **Tensors** are looked at as strided memory only: storage, offset, sizes, strides, dtype ([Strided]). Nothing here
/// records gradients, checks versions, promotes dtypes or broadcasts: the operator layer has done that. In particular
/// the tensors of one call live in storages of this backend, and arguments fit each other; a backend need not check.
///
/// **Who allocates.** The caller, with [Backend#allocate], and it passes the outputs in; what an output holds before is
/// read only where a method says so (`beta`, scatter, put). A backend allocates its own temporaries, and none outlives
/// the queue's use of it. A storage's memory may be used again when the storage is unreachable, or has been
/// [given back][Backend#release], and all that was asked for before has been done. Not all is given back: a backend may
/// have to collect garbage before it gives up for want of memory.
///
/// **Storages** belong to one backend and know their [device][dev.backstep.engine.Storage#device]. Those of the host
/// are [dev.backstep.engine.Storage.Host]; a device extends [dev.backstep.engine.Storage] with what it needs and only
/// it looks inside. Between backends elements move by [Backend#download] and [Backend#upload] alone.
///
/// **Aliasing.** Inputs may have any strides, also 0 (broadcast) and overlapping, and may overlap each other. Outputs
/// have any strides but no two elements at one place, and nothing between their elements may be written to. For
/// pointwise functions an output may be exactly an input (same storage, offset, sizes and strides); else outputs and
/// inputs do not overlap, though they may share a storage.
///
/// **Empty tensors.** Sizes may be 0 and ranks may be 0; both are ordinary. A tensor without elements may have an
/// offset beyond its storage's end, and no place of it is touched. A reduction of nothing gives its neutral element.
///
/// **Dtypes.** A backend takes all of them, in every primitive for which PyTorch's CPU does; a device that cannot
/// compute in float64 says so when it is [asked][Backend#has], and with a TypeError when such a storage is allocated.
/// What the engine itself would rather compute in float64 it then computes in float32. Arithmetic is rounded as
/// PyTorch's: float32 pointwise
/// in
/// float32 (or wider, rounded once), float16 and bfloat16 in float32 and rounded once at the end, sums accumulated so
/// that results agree with PyTorch's to its printed digits (pairwise or wider), integers wrap, bool is 0 or 1.
/// Parameters (`p`, `q`, `alpha`) are rounded to float32 below float64, and truncated for integers. The order in which
/// elements are combined is the backend's own, except where a method states it; the same call gives the same bits on
/// the same device.
///
/// **Waiting.** A method returns when its result is ordered before any later call on this backend; it need
/// not be finished. Only [Backend#download], [Backend#readDoubles], [Backend#readLongs] and
/// [Backend#synchronize] wait, and who asks a [Mark] to. An uploaded array may be changed as soon as
/// [Backend#upload] returns. A backend is called by one thread at a time.
///
/// **Listeners.** A backend tells a [BackendListener] which kernels and transfers it starts, and what it computes on
/// the host because it has no kernel. A device works later than it is asked, so a listener says at the start whom the
/// time belongs to, and is given it when it is known. As long as a listener wants times every kernel is one of a
/// primitive: nothing is put together with what was asked for before or after.
///
/// **Errors.** Arguments were checked by the operator layer. What is left are errors of values (integers
/// divided by 0: [ArithmeticException] with PyTorch's word), for which a device has to wait, and errors of
/// the device (memory, driver, loss), which are [dev.backstep.engine.EngineException]s of the kind
/// `RuntimeError` that name the device. After an error outputs are undefined, and the backend goes on; but
/// not after a [DeviceLostException], which every later call throws, too.
///
/// **Devices** other than the host come from modules that implement [BackendProvider]. A backend that has no kernel of
/// its own for a primitive may compute it on the host, but counts that and tells it: never silently.
///
/// `BackendContract`, in the tests, compares every primitive of a backend with the reference backend's.
@NullMarked
package dev.backstep.engine.backend;

import org.jspecify.annotations.NullMarked;
