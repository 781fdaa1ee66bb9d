"""The profiler with steps: `torch.profiler.profile` and its schedules."""

import torch.autograd.profiler as _profiler
from torch.autograd.profiler import kineto_available, record_function
from torch.autograd.profiler_util import DeviceType, _Choice


class ProfilerActivity(_Choice):
    pass


ProfilerActivity.CPU = ProfilerActivity(0, "CPU")
ProfilerActivity.CUDA = ProfilerActivity(2, "CUDA")


class ProfilerAction(_Choice):
    """What to do in a step."""


ProfilerAction.NONE = ProfilerAction(0, "NONE")
ProfilerAction.WARMUP = ProfilerAction(1, "WARMUP")
ProfilerAction.RECORD = ProfilerAction(2, "RECORD")
ProfilerAction.RECORD_AND_SAVE = ProfilerAction(3, "RECORD_AND_SAVE")


def supported_activities():
    import torch.cuda

    return {ProfilerActivity.CPU, ProfilerActivity.CUDA} if torch.cuda.is_available() else {ProfilerActivity.CPU}


def schedule(*, wait, warmup, active, repeat=0, skip_first=0):
    """A function from the number of a step to what to do in it: cycles of waiting, warming up and recording."""

    def action(step):
        assert step >= 0
        if step < skip_first:
            return ProfilerAction.NONE
        cycle, at = divmod(step - skip_first, wait + warmup + active)
        if at < wait or (repeat > 0 and cycle >= repeat):
            return ProfilerAction.NONE
        if at < wait + warmup:
            return ProfilerAction.WARMUP
        return ProfilerAction.RECORD if at < wait + warmup + active - 1 else ProfilerAction.RECORD_AND_SAVE

    assert (
        wait >= 0 and warmup >= 0 and active > 0 and repeat >= 0 and skip_first >= 0
    ), "Invalid profiler schedule arguments"
    if warmup == 0:
        _warn("Profiler won't be using warmup, this can skew profiler results")
    return action


def _always(step):
    return ProfilerAction.RECORD


def _warn(text, level=3):
    import warnings

    warnings.warn(text, stacklevel=level)


def tensorboard_trace_handler(dir_name, worker_name=None, use_gzip=False):
    raise RuntimeError(
        "torch.profiler.tensorboard_trace_handler: Backstep programs cannot make folders. Use "
        "on_trace_ready=lambda prof: prof.export_chrome_trace('trace.json') to write a trace beside the program."
    )


class _Profile:
    """Starts and stops by call."""

    def __init__(
        self,
        *,
        activities=None,
        record_shapes=False,
        profile_memory=False,
        with_stack=False,
        with_flops=False,
        with_modules=False,
        experimental_config=None,
    ):
        self.activities = set(activities) if activities else supported_activities()
        self.record_shapes = record_shapes
        self.profile_memory = profile_memory
        self.with_stack = with_stack
        self.with_flops = with_flops
        self.with_modules = with_modules
        self.experimental_config = experimental_config
        self.profiler = None

    def start(self):
        self.prepare_trace()
        self.start_trace()

    def stop(self):
        self.stop_trace()

    def prepare_trace(self):
        self.profiler = _profiler.profile(
            use_cuda=ProfilerActivity.CUDA in self.activities,
            use_cpu=ProfilerActivity.CPU in self.activities,
            record_shapes=self.record_shapes,
            with_flops=self.with_flops,
            profile_memory=self.profile_memory,
            with_stack=self.with_stack,
            with_modules=self.with_modules,
            use_kineto=True,
        )
        self.profiler._prepare_trace()

    def start_trace(self):
        assert self.profiler is not None
        self.profiler._start_trace()

    def stop_trace(self):
        assert self.profiler is not None
        self.profiler.__exit__(None, None, None)

    def export_chrome_trace(self, path):
        """Writes the trace to a file beside the program, or a file object; a name that ends in .gz is compressed."""
        assert self.profiler
        return self.profiler.export_chrome_trace(path)

    def export_stacks(self, path, metric="self_cpu_time_total"):
        assert self.profiler
        return self.profiler.export_stacks(path, metric)

    def key_averages(self, group_by_input_shape=False, group_by_stack_n=0):
        assert self.profiler
        return self.profiler.key_averages(group_by_input_shape, group_by_stack_n)

    def events(self):
        assert self.profiler
        return self.profiler.function_events

    def add_metadata(self, key, value):
        """Traces carry no metadata, as in a PyTorch without Kineto."""

    add_metadata_json = add_metadata


_NONE, _WARMUP = ProfilerAction.NONE, ProfilerAction.WARMUP
_RECORD, _SAVE = ProfilerAction.RECORD, ProfilerAction.RECORD_AND_SAVE


class profile(_Profile):
    """Profiles what runs inside a `with`; with a schedule, some of its steps."""

    def __init__(
        self,
        *,
        activities=None,
        schedule=None,
        on_trace_ready=None,
        record_shapes=False,
        profile_memory=False,
        with_stack=False,
        with_flops=False,
        with_modules=False,
        experimental_config=None,
        use_cuda=None,
    ):
        activities = set(activities) if activities else supported_activities()
        if use_cuda is not None:
            _warn("use_cuda is deprecated, use activities argument instead")
            if use_cuda:
                activities.add(ProfilerActivity.CUDA)
            else:
                activities.discard(ProfilerActivity.CUDA)
        assert activities, "No valid profiler activities found"
        super().__init__(
            activities=activities,
            record_shapes=record_shapes,
            profile_memory=profile_memory,
            with_stack=with_stack,
            with_flops=with_flops,
            with_modules=with_modules,
            experimental_config=experimental_config,
        )
        self.schedule = schedule or _always
        self.record_steps = bool(schedule)
        self.on_trace_ready = on_trace_ready
        self.step_num = 0
        self.current_action = self.schedule(0)
        self.step_rec_fn = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.stop()

    def start(self):
        self._change(_NONE, self.current_action)
        self._enter_step(self.step_num)

    def stop(self):
        self._leave_step()
        self._change(self.current_action, None)

    def step(self):
        """The next step starts."""
        self._leave_step()
        before, number = self.current_action, self.step_num
        self.step_num += 1
        self.current_action = self.schedule(self.step_num)
        self._change(before, self.current_action)
        self._enter_step(number)

    def _enter_step(self, number):
        if self.record_steps:
            self.step_rec_fn = record_function(f"ProfilerStep#{number}")
            self.step_rec_fn.__enter__()

    def _leave_step(self):
        if self.step_rec_fn is not None:
            self.step_rec_fn.__exit__(None, None, None)

    def _change(self, before, now):
        """What lies between two actions; `now` is None at the end."""
        if before == _WARMUP and now in (_NONE, None):
            if now is not None:
                _warn("Incorrect schedule: WARMUP followed by NONE", 4)
            self.start_trace()
            self.stop_trace()
        elif before == _RECORD and now in (_NONE, _WARMUP):
            _warn(f"Incorrect schedule: RECORD followed by {now.name}", 4)
            self.stop_trace()
        elif before == _SAVE or (before == _RECORD and now is None):
            self.stop_trace()
            if self.on_trace_ready:
                self.on_trace_ready(self)
        starts = before in (_NONE, _WARMUP, _SAVE) and now in (_RECORD, _SAVE)
        if before != _WARMUP and (starts or (now == _WARMUP and before in (_NONE, _SAVE))):
            self.prepare_trace()
        if starts:
            self.start_trace()
